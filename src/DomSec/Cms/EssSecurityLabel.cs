using System.Buffers;
using System.Formats.Asn1;
using System.Text;
using DomSec.Ber;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>
/// ESSSecurityLabel ::= SET { security-policy-identifier OBJECT IDENTIFIER, security-classification INTEGER (0..256) OPTIONAL, privacy-mark ESSPrivacyMark OPTIONAL,
/// security-categories SET SIZE (1..64) OF SecurityCategory OPTIONAL } (RFC 2634 section 3.2). ESSPrivacyMark ::= CHOICE { PrintableString (SIZE (1..128)),
/// UTF8String (SIZE (1..MAX)) }; SecurityCategory ::= SEQUENCE { type [0] OBJECT IDENTIFIER, value [1] ANY DEFINED BY type }, in a module with implicit tags.
/// </summary>
internal static class EssSecurityLabel
{
    public const int MaxClassification = 256; // ub-integer-options
    public const int MaxMarkLength = 128; // ub-privacy-mark-length
    public const int MaxCategories = 64; // ub-security-categories

    // X.680 section 41.4: what a PrintableString may hold.
    private static readonly SearchValues<char> _printable = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?");

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a label whose members stand in any order (X.690 section 8.11).</summary>
    /// <param name="raw">The value of an attribute.</param>
    /// <returns>The label, or null when it is not one or is beyond the bounds.</returns>
    public static SecurityLabel? TryRead(ReadOnlyMemory<byte> raw)
    {
        var reader = new BerReader(raw);
        SecurityLabel? label = Read(ref reader);
        reader.RequireEnd();
        return reader.Ok ? label : null;
    }

    /// <summary>Reads the next element as a label; a fault stays in the reader.</summary>
    public static SecurityLabel? Read(ref BerReader reader)
    {
        BerReader set = reader.ReadSet();
        Oid policy = default;
        int? classification = null;
        string? mark = null;
        List<SecurityCategory>? categories = null;
        while (set.HasData)
        {
            switch (set.PeekTag())
            {
                case BerTag.ObjectIdentifier when policy.IsEmpty:
                    policy = set.ReadOid();
                    break;
                case BerTag.Integer when classification is null:
                    classification = set.ReadSmallInteger();
                    break;
                case BerTag.PrintableString or BerTag.Utf8String or BerTag.PrintableString | BerTag.ConstructedBit or BerTag.Utf8String | BerTag.ConstructedBit when mark is null:
                    mark = ReadMark(ref set);
                    break;
                case BerTag.Set when categories is null:
                    categories = ReadCategories(ref set);
                    break;
                default:
                    set.Fail(BerStatus.UnexpectedTag);
                    break;
            }
        }

        if (set.Ok && (policy.IsEmpty || classification > MaxClassification))
        {
            set.Fail(BerStatus.Malformed);
        }

        reader.Join(set);
        return reader.Ok
            ? new SecurityLabel { Policy = policy.ToString(), Classification = classification, PrivacyMark = mark, Categories = categories ?? (IReadOnlyList<SecurityCategory>)[] }
            : null;
    }

    /// <summary>Why a label must not be written, or null.</summary>
    public static string? Objection(SecurityLabel label) =>
        !IsObjectIdentifier(label.Policy) ? $"its policy {label.Policy} is not a dotted object identifier"
        : label.Classification is < 0 or > MaxClassification ? "its classification is not within 0 to 256"
        : label.PrivacyMark is { } mark && (mark.Length is 0 or > MaxMarkLength || !IsUnicode(mark)) ? "its privacy mark is empty, longer than 128 characters or not valid text"
        : label.Categories.Count > MaxCategories ? "it has more than 64 categories"
        : label.Categories.Any(category => !IsObjectIdentifier(category.Type)) ? "a category's type is not a dotted object identifier"
        : label.Categories.Any(category => !IsDer(category.Value)) ? "a category's value is not one DER element"
        : null;

    /// <summary>Writes a label in DER.</summary>
    public static void Write(AsnWriter writer, SecurityLabel label)
    {
        // X.690 section 10.3: by tag. The writer sorts a SET OF by octets instead, and so do libraries that encode signed attributes again before they verify. Both orders are
        // one, unless a PrintableString (19) stands beside the categories' SET (17, but 31 hex with its constructed bit): then the mark is a UTF8String (12).
        using (writer.PushSetOf())
        {
            writer.WriteObjectIdentifier(label.Policy);
            if (label.Classification is { } classification)
            {
                writer.WriteInteger(classification);
            }

            if (label.PrivacyMark is { } mark)
            {
                bool printable = label.Categories.Count == 0 && !mark.AsSpan().ContainsAnyExcept(_printable);
                writer.WriteCharacterString(printable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, mark);
            }

            if (label.Categories.Count > 0)
            {
                using (writer.PushSetOf())
                {
                    foreach (SecurityCategory category in label.Categories)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(category.Type, new Asn1Tag(TagClass.ContextSpecific, 0));

                            // X.680 section 31.2.7: a tag before an open type is explicit in every module.
                            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                            {
                                writer.WriteEncodedValue(category.Value.Span);
                            }
                        }
                    }
                }
            }
        }
    }

    private static string? ReadMark(ref BerReader set)
    {
        bool isUtf8 = (set.PeekTag() & ~BerTag.ConstructedBit) == BerTag.Utf8String;
        ReadOnlyMemory<byte> octets = set.ReadString(isUtf8 ? BerTag.Utf8String : BerTag.PrintableString);
        if (!set.Ok)
        {
            return null;
        }

        try
        {
            string text = isUtf8 ? _strictUtf8.GetString(octets.Span) : Encoding.Latin1.GetString(octets.Span);
            if (text.Length > 0 && (isUtf8 || (text.Length <= MaxMarkLength && !text.AsSpan().ContainsAnyExcept(_printable))))
            {
                return text;
            }
        }
        catch (ArgumentException)
        {
            // Not UTF-8.
        }

        set.Fail(BerStatus.Malformed);
        return null;
    }

    private static List<SecurityCategory> ReadCategories(ref BerReader set)
    {
        var categories = new List<SecurityCategory>();
        BerReader members = set.ReadSet();
        while (members.HasData)
        {
            BerReader category = members.ReadSequence();
            ReadOnlyMemory<byte> type = category.ReadString(BerTag.ContextPrimitive(0));
            BerReader value = category.ReadConstructed(BerTag.Context(1));
            ReadOnlyMemory<byte> raw = value.ReadElement().Raw;
            value.RequireEnd();
            category.Join(value);
            category.RequireEnd();
            members.Join(category);
            if (members.Ok && (!Oid.IsValid(type.Span) || categories.Count == MaxCategories))
            {
                members.Fail(BerStatus.Malformed);
            }

            if (members.Ok)
            {
                categories.Add(new SecurityCategory(new Oid(type).ToString(), raw));
            }
        }

        if (members.Ok && categories.Count == 0)
        {
            members.Fail(BerStatus.Malformed); // SIZE (1..64)
        }

        set.Join(members);
        return categories;
    }

    private static bool IsUnicode(string text)
    {
        try
        {
            return _strictUtf8.GetByteCount(text) > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsObjectIdentifier(string text)
    {
        if (text.Length > 256)
        {
            return false;
        }

        try
        {
            new AsnWriter(AsnEncodingRules.DER).WriteObjectIdentifier(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsDer(ReadOnlyMemory<byte> element) =>
        !element.IsEmpty && DerTranscoder.TryEncode(element) is { } der && der.AsSpan().SequenceEqual(element.Span);
}
