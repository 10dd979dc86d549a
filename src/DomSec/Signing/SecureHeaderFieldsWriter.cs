using DomSec.Cms;
using DomSec.Mime;

namespace DomSec.Signing;

/// <summary>The SecureHeaderFields attribute of a message (RFC 7508 section 4.5.1).</summary>
internal static class SecureHeaderFieldsWriter
{
    /// <summary>The attribute in DER, or why it cannot be written.</summary>
    /// <param name="header">The message's header.</param>
    /// <param name="policy">What stands outside an encryption, which gives the statuses; null when there will be none.</param>
    /// <param name="maxBytes">What readers accept of signed attributes.</param>
    public static (byte[]? Attribute, Refusal? Refusal) Write(EntityHeader header, IHeaderConfidentialityPolicy? policy, int maxBytes)
    {
        var fields = new List<SecureHeaderField>();
        foreach (HeaderField field in header.Fields)
        {
            // Section 4.5.1: all instances of a name. What is added on the way is left out: it would be one more instance there.
            if (!ProtectableFields.IsCopied(field))
            {
                continue;
            }

            if (field.Name is not { Length: > 0 } name || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                // RFC 5322 section 2.2. Readers would take the whole attribute for malformed.
                return (null, new Refusal("A header field has a name that cannot stand in SecureHeaderFields.", "RFC 7508 section 4.1, DomainSigningRequest.HeaderProtection"));
            }

            byte[] relaxed = FieldText.Relaxed(field.Value.Span);
            if (FieldText.TryUtf8(relaxed) is not { } value)
            {
                return (null, new Refusal($"The {field.Name} field is not UTF-8, so it cannot stand in SecureHeaderFields.", "RFC 7508 section 4.1, DomainSigningRequest.HeaderProtection"));
            }

            fields.Add(new SecureHeaderField(name, value, StatusOf(field, policy)));
        }

        byte[] attribute = SecureHeaderFieldsAttribute.Encode(isRelaxed: true, fields);
        return attribute.Length <= maxBytes
            ? (attribute, null)
            : (null, new Refusal("The header is too long for SecureHeaderFields; readers limit signed attributes.", "RFC 7508 section 4.2, DomainSigningRequest.HeaderProtection"));
    }

    private static SecureHeaderFieldStatus StatusOf(HeaderField field, IHeaderConfidentialityPolicy? policy)
    {
        if (policy is null)
        {
            return SecureHeaderFieldStatus.Duplicated;
        }

        return FieldConcealment.Outside(field, policy) is not { } outside ? SecureHeaderFieldStatus.Deleted
            : FieldText.Same(outside.Value.Span, field.Value.Span) ? SecureHeaderFieldStatus.Duplicated
            : SecureHeaderFieldStatus.Modified;
    }
}
