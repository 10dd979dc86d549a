using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// SignerInfo ::= SEQUENCE { version, sid SignerIdentifier, digestAlgorithm, signedAttrs [0] IMPLICIT OPTIONAL, signatureAlgorithm,
/// signature OCTET STRING, unsignedAttrs [1] IMPLICIT OPTIONAL } (RFC 5652 section 5.3).
/// </summary>
internal sealed class SignerInfo
{
    public required SignerIdentifier Sid { get; init; }

    public required AlgorithmIdentifier DigestAlgorithm { get; init; }

    /// <summary>The signed attributes, or null when the field is absent.</summary>
    public required AttributeSet? SignedAttributes { get; init; }

    public required AlgorithmIdentifier SignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required AttributeSet UnsignedAttributes { get; init; }

    /// <summary>Reads SignerInfos from the SET's element. A signer that cannot be read spoils the layer: nothing may hide behind it.</summary>
    public static CmsStatus TryParseSet(ReadOnlyMemory<byte> raw, DomSecLimits limits, out IReadOnlyList<SignerInfo> signers)
    {
        var result = new List<SignerInfo>();
        signers = result;
        var reader = new BerReader(raw);
        BerReader set = reader.ReadSet();
        while (set.HasData)
        {
            if (result.Count == limits.MaxSigners)
            {
                return CmsStatus.Limit;
            }

            BerReader one = set.ReadSequence();
            set.Join(one);
            CmsStatus status = TryParse(ref one, limits, out SignerInfo? signer);
            if (status != CmsStatus.Ok)
            {
                return status;
            }

            result.Add(signer!);
        }

        return CmsFault.From(set.Status, "").Status;
    }

    /// <summary>Reads one SignerInfo that fills its element, as a countersignature does.</summary>
    public static CmsStatus TryParse(ReadOnlyMemory<byte> raw, DomSecLimits limits, out SignerInfo? signer)
    {
        var reader = new BerReader(raw);
        BerReader one = reader.ReadSequence();
        reader.RequireEnd();
        if (!reader.Ok)
        {
            signer = null;
            return CmsFault.From(reader.Status, "").Status;
        }

        return TryParse(ref one, limits, out signer);
    }

    private static CmsStatus TryParse(ref BerReader reader, DomSecLimits limits, out SignerInfo? signer)
    {
        signer = null;
        reader.ReadIntegerBytes(); // CMS-GEN-02: a wrong version is tolerated, it decides nothing
        SignerIdentifier sid = SignerIdentifier.Read(ref reader);
        AlgorithmIdentifier digest = AlgorithmIdentifier.Read(ref reader);
        AttributeSet? signed = null;
        if (reader.NextIs(BerTag.Context(0)))
        {
            BerElement element = reader.ReadElement();
            if (element.Raw.Length > limits.MaxSignedAttributesBytes)
            {
                return CmsStatus.Limit;
            }

            CmsStatus status = AttributeSet.TryParse(element, limits.MaxAttributes, out signed);
            if (status != CmsStatus.Ok)
            {
                return status;
            }
        }

        AlgorithmIdentifier signatureAlgorithm = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> signature = reader.ReadOctetString();
        AttributeSet unsigned = AttributeSet.Empty;
        if (reader.NextIs(BerTag.Context(1)))
        {
            CmsStatus status = AttributeSet.TryParse(reader.ReadElement(), limits.MaxAttributes, out unsigned);
            if (status != CmsStatus.Ok)
            {
                return status;
            }
        }

        reader.RequireEnd();
        if (!reader.Ok)
        {
            return CmsFault.From(reader.Status, "").Status;
        }

        signer = new SignerInfo
        {
            Sid = sid,
            DigestAlgorithm = digest,
            SignedAttributes = signed,
            SignatureAlgorithm = signatureAlgorithm,
            Signature = signature,
            UnsignedAttributes = unsigned,
        };
        return CmsStatus.Ok;
    }
}
