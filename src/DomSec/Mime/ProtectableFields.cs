namespace DomSec.Mime;

/// <summary>Which fields of a message header take part in header protection.</summary>
internal static class ProtectableFields
{
    /// <summary>RFC 9788 section 2.2.</summary>
    public const string Outer = "HP-Outer";

    // RFC 9788 section 7, RFC 5322 section 3.6.7: what agents on the way add is legitimate though nobody protects it (HP-08).
    private static readonly HashSet<string> _transit = new(StringComparer.OrdinalIgnoreCase)
    {
        "Received", "Return-Path", "Delivered-To", "Envelope-To", "X-Original-To", "X-Received", "Authentication-Results", "DKIM-Signature", "DomainKey-Signature",
        "Received-SPF", Outer,
    };

    private static readonly string[] _transitPrefixes = ["ARC-", "List-", "Resent-", "X-Spam-", "X-Virus-", "X-Envelope-"];

    /// <summary>Whether agents on the way add or change fields of this name.</summary>
    public static bool IsTransit(string name)
    {
        foreach (string prefix in _transitPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return _transit.Contains(name);
    }

    /// <summary>Whether it is the message's, and its author's to protect: not of its MIME structure (RFC 9787 section 1.1.1), not added on the way.</summary>
    public static bool IsProtectable(in HeaderField field) => field is { IsContent: false, IsStray: false } && !IsTransit(field.Name);

    /// <summary>What is copied into a payload or an attribute. HP-15: Bcc would tell every recipient of the hidden ones.</summary>
    public static bool IsCopied(in HeaderField field) => IsProtectable(field) && !field.IsNamed("Bcc");

    /// <summary>Whether two lists of fields of one name have the same values in the same order.</summary>
    public static bool SameValues(IReadOnlyList<HeaderField> a, IReadOnlyList<HeaderField> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!FieldText.Same(a[i].Value.Span, b[i].Value.Span))
            {
                return false;
            }
        }

        return true;
    }
}
