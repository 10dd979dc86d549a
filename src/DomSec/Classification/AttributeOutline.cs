using System.Globalization;
using System.Text;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;

namespace DomSec.Classification;

/// <summary>Signed attributes as lines for people: names, and values as far as they are known. Nothing is verified or judged, and nothing in the text acts on a terminal.</summary>
/// <remarks>Works on any octets. Safe for concurrent use.</remarks>
public static class AttributeOutline
{
    private const int MaxValues = 8;
    private const int MaxParts = 12;

    /// <summary>The attribute's name.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <returns>The name that its RFC gives it, or the dotted object identifier when it is not known.</returns>
    public static string Name(SignedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return CmsOutlineNames.NameOf(attribute.Type);
    }

    /// <summary>The attribute's values.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <returns>A line for each value, at most eight, then one that says how many more there are.</returns>
    public static IReadOnlyList<string> Values(SignedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var lines = new List<string>();
        foreach (ReadOnlyMemory<byte> value in attribute.Values.Take(MaxValues))
        {
            lines.Add(Known(attribute.Type, value) ?? Parts(value));
        }

        if (attribute.Values.Count > MaxValues)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"and {attribute.Values.Count - MaxValues} more values"));
        }

        return lines;
    }

    /// <summary>A security label in words and numbers.</summary>
    /// <param name="label">The label.</param>
    /// <returns>One line.</returns>
    public static string Describe(SecurityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var text = new StringBuilder("policy ").Append(CmsOutlineNames.Describe(label.Policy));
        if (label.Classification is { } classification)
        {
            text.Append(CultureInfo.InvariantCulture, $", classification {classification}");
        }

        if (label.PrivacyMark is { } mark)
        {
            text.Append(", mark ").Append(OutlineText.Value(BerTag.Utf8String, Encoding.UTF8.GetBytes(mark)));
        }

        foreach (SecurityCategory category in label.Categories)
        {
            text.Append(", category ").Append(CmsOutlineNames.Describe(category.Type)).Append(' ').Append(Parts(category.Value));
        }

        return text.ToString();
    }

    private static string? Known(string type, ReadOnlyMemory<byte> value)
    {
        if (Is(Oids.SecurityLabel))
        {
            return EssSecurityLabel.TryRead(value) is { } label ? Describe(label) : null;
        }

        if (Is(Oids.EquivalentLabels))
        {
            return EquivalentLabels.Read(value) is { Count: > 0 } labels ? string.Join("; ", labels.Select(Describe)) : null;
        }

        if (Is(Oids.ContentHint))
        {
            return ContentHintsValue.TryRead(value) is { } hints
                ? $"content type {CmsOutlineNames.Describe(hints.ContentType)}{(hints.Description is { } words ? ", description " + OutlineText.Value(BerTag.Utf8String, Encoding.UTF8.GetBytes(words)) : "")}"
                : null;
        }

        if (Is(Oids.ReceiptRequest))
        {
            return ReceiptRequest.TryRead(value) is { } request
                ? string.Create(CultureInfo.InvariantCulture, $"identifier {Octets(request.Identifier)}, from {(request.FirstTierOnly is { } first ? first ? "first-tier recipients" : "all recipients" : "a list of recipients")}, to {request.ReceiptsTo}")
                : null;
        }

        if (Is(Oids.ContentReference))
        {
            return ContentReference.TryRead(value) is { } reference
                ? $"content type {CmsOutlineNames.Describe(reference.ContentType.ToString())}, identifier {Octets(reference.Identifier)}, signature {Octets(reference.Signature)}"
                : null;
        }

        return null;

        bool Is(Oid known) => string.Equals(type, known.ToString(), StringComparison.Ordinal);
    }

    private static string Octets(ReadOnlyMemory<byte> octets) => OutlineText.Value(BerTag.OctetString, octets.Span);

    /// <summary>The primitive elements in a row.</summary>
    private static string Parts(ReadOnlyMemory<byte> value)
    {
        var parts = new List<string>();
        foreach (OutlineLine line in CmsOutline.Read(value.Span, maxLines: 100))
        {
            if (parts.Count == MaxParts)
            {
                parts.Add("…");
                break;
            }

            if (line.IsFault || line.Text.Length > 0)
            {
                parts.Add(line.Text);
            }
        }

        return string.Join(", ", parts);
    }
}
