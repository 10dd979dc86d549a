using DomSec.Mime;

namespace DomSec.Signing;

/// <summary>How a message's header fields will be protected by the layer that is put around it.</summary>
/// <param name="Scheme">Which scheme.</param>
/// <param name="Payload">The payload's header under RFC 9788, or null.</param>
/// <param name="Attribute">The attribute of RFC 7508, or null.</param>
/// <param name="Edits">What stands around an encryption that is written too.</param>
/// <param name="Flags">What could not be done.</param>
internal sealed record HeaderPlan(HeaderProtectionScheme Scheme, ProtectedPayload? Payload, byte[]? Attribute, HeaderEdits Edits, IReadOnlyList<RaisedFlag> Flags)
{
    private static readonly HeaderPlan _none = new(HeaderProtectionScheme.None, null, null, new HeaderEdits(), []);

    /// <param name="header">The message's header.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="isPayloadOurs">Whether nobody signed the message before, so that its payload may be changed.</param>
    /// <param name="encrypts">Whether it is encrypted in the same step.</param>
    /// <param name="maxAttributeBytes">The largest attribute.</param>
    public static (HeaderPlan? Plan, Refusal? Refusal) Make(EntityHeader header, DomainSigningRequest request, bool isPayloadOurs, bool encrypts, int maxAttributeBytes)
    {
        switch (request.HeaderProtection)
        {
            case HeaderProtectionScheme.Rfc7508:
                (byte[]? attribute, Refusal? refusal) = SecureHeaderFieldsWriter.Write(header, request.HeaderConfidentiality, maxAttributeBytes);
                return attribute is null ? (null, refusal) : (new HeaderPlan(HeaderProtectionScheme.Rfc7508, null, attribute, encrypts ? Conceal(header, request.HeaderConfidentiality) : new HeaderEdits(), []), null);
            case HeaderProtectionScheme.Rfc9788 when !isPayloadOurs:
                return (null, new Refusal("The message has security layers already, so that its payload cannot carry header fields; ask for RFC 7508 instead.", "RFC 9788 section 5.2, DomainSigningRequest.HeaderProtection"));
            case HeaderProtectionScheme.Auto or HeaderProtectionScheme.Rfc9788 when isPayloadOurs:
                if (ProtectedPayload.Create(header, request.HeaderConfidentiality ?? (encrypts ? HeaderConfidentiality.Baseline : null)) is { } payload)
                {
                    return (new HeaderPlan(HeaderProtectionScheme.Rfc9788, payload, null, encrypts ? payload.Edits : new HeaderEdits(), []), null);
                }

                const string Unmarked = "The message's Content-Type cannot be read, so that it cannot carry the hp parameter.";
                return request.HeaderProtection == HeaderProtectionScheme.Auto
                    ? (_none with { Flags = [new RaisedFlag(SecurityFlags.HeaderUnprotected, Unmarked)] }, null)
                    : (null, new Refusal(Unmarked, "RFC 9788 section 2.1, DomainSigningRequest.HeaderProtection"));
            default:
                return (_none, null);
        }
    }

    /// <summary>RFC 7508 section 4.6.1, for the encryption that comes with the signature.</summary>
    private static HeaderEdits Conceal(EntityHeader header, IHeaderConfidentialityPolicy? policy)
    {
        var edits = new HeaderEdits();
        var fields = new FieldsByName(policy is null ? [] : header.Fields.Where(field => ProtectableFields.IsCopied(field)));
        foreach (string name in fields.Names)
        {
            IReadOnlyList<HeaderField> present = fields[name];
            HeaderField[] outside = [.. present.Select(field => FieldConcealment.Outside(field, policy!)).OfType<HeaderField>()];
            if (!ProtectableFields.SameValues(present, outside))
            {
                edits.Set(name, outside);
            }
        }

        return edits;
    }
}
