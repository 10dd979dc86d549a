using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>
/// The RFC 2634 attributes that a request asks for: the same octets in every SignerInfo of the layer (RFC 2634 section 3.1.1). A layer of ours is always an outer one, so
/// receiptRequest and msgSigDigest, which section 1.3.4 keeps to the innermost one, are never among them; and nothing is copied from inside.
/// </summary>
internal static class EssSigningAttributes
{
    private const int MaxDescriptionLength = 1024;

    /// <summary>Why the attributes must not be written, or null.</summary>
    public static Refusal? Check(DomainSigningRequest request, ISecurityLabelPolicy? policy)
    {
        foreach (SecurityLabel label in request.Label is null ? request.EquivalentLabels : request.EquivalentLabels.Prepend(request.Label))
        {
            if (EssSecurityLabel.Objection(label) is { } objection)
            {
                return new Refusal($"The security label cannot be written: {objection}.", "RFC 2634 section 3.2");
            }
        }

        if (request.Label is { } own && policy is { IsInForce: true } && !policy.Understands(own))
        {
            // Who would stop such a message does not send it.
            return new Refusal($"The security label's policy {own.Policy}, or its classification, is not known here; add it to the label policy.", "F-LABEL-UNKNOWN-POLICY, RFC 2634 section 3.1.2");
        }

        if (request.EquivalentLabels.Count > EquivalentLabels.MaxLabels || !EquivalentLabels.AreUnique(request.EquivalentLabels, request.Label))
        {
            return new Refusal("The equivalent labels name a security policy twice, or are more than 64.", "RFC 2634 section 3.4.1");
        }

        return request.ContentHints is { } hints && (!SecurityLabelTable.IsObjectIdentifier(hints.ContentType) || hints.Description is { Length: 0 or > MaxDescriptionLength })
            ? new Refusal("The content hints have no object identifier as content type, or a description that is empty or longer than 1024 characters.", "RFC 2634 section 2.9")
            : null;
    }

    /// <summary>The attributes in DER.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="hints">The content hints; the request's own or those that the message needs.</param>
    /// <param name="signer">The first signer's certificate.</param>
    /// <param name="now">The time of signing.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Encode(DomainSigningRequest request, ContentHints? hints, Certificate signer, DateTimeOffset now)
    {
        if (request is { Label: null, EquivalentLabels.Count: 0, HasContentIdentifier: false } && hints is null)
        {
            return [];
        }

        var attributes = new List<ReadOnlyMemory<byte>>(4);
        if (request.Label is { } label)
        {
            attributes.Add(EssAttributes.Encode(Oids.SecurityLabel, label, EssSecurityLabel.Write));
        }

        if (request.EquivalentLabels.Count > 0)
        {
            attributes.Add(EssAttributes.Encode(Oids.EquivalentLabels, request.EquivalentLabels, EquivalentLabels.Write));
        }

        if (hints is not null)
        {
            attributes.Add(EssAttributes.Encode(Oids.ContentHint, hints, ContentHintsValue.Write));
        }

        if (request.HasContentIdentifier)
        {
            attributes.Add(EssAttributes.Encode(Oids.ContentIdentifier, ContentIdentifier.Create(signer, now), static (writer, identifier) => writer.WriteOctetString(identifier)));
        }

        return attributes;
    }
}
