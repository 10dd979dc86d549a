using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;

namespace DomSec.Signing.MailList;

/// <summary>
/// The signed attributes that a new outer signature takes over from the one that was stripped (RFC 3183 section 5 step 4, RFC 2634 section 4.2: each attribute,
/// unless it is explicitly replaced). Pure.
/// </summary>
internal static class CarriedAttributes
{
    /// <summary>
    /// DS-MLA-12: what describes the old signature and not the message. The new one has its own, or, of the last four, none: a signatureType would make it
    /// a domain signature that it is not (AMB-11), and RFC 2634 section 1.3.4 has receipt requests and what belongs to receipts in inner signatures only.
    /// </summary>
    private static readonly Oid[] _replaced =
    [
        Oids.ContentType, Oids.MessageDigest, Oids.SigningTime, Oids.BinarySigningTime, Oids.SigningCertificate, Oids.SigningCertificateV2,
        Oids.OtherSigningCertificate, Oids.CmsAlgorithmProtection, Oids.SmimeCapabilities, Oids.EncrypKeyPref, Oids.MultipleSignatures, Oids.SignatureType, Oids.SignatureTypeDraft, Oids.ReceiptRequest, Oids.MsgSigDigest,
    ];

    /// <summary>Whether an attribute type is carried.</summary>
    public static bool IsCarried(Oid type) => Array.IndexOf(_replaced, type) < 0;

    /// <summary>Whether an encoded attribute is of a type.</summary>
    public static bool IsOfType(ReadOnlyMemory<byte> attribute, Oid type) => new BerReader(attribute).ReadSequence().ReadOid() == type;

    /// <summary>The attributes to carry, in DER; null when one cannot be read well enough for that.</summary>
    /// <param name="signers">The signed attributes of the layer's verified signers. What an earlier one says about a type counts.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Of(IReadOnlyList<AttributeSet> signers)
    {
        var carried = new List<ReadOnlyMemory<byte>>();
        var known = new HashSet<Oid>();
        foreach (AttributeSet signer in signers)
        {
            var types = new HashSet<Oid>();
            foreach (CmsAttribute attribute in signer.Attributes)
            {
                if (!IsCarried(attribute.Type) || known.Contains(attribute.Type))
                {
                    continue;
                }

                if (DerTranscoder.TryEncode(attribute.Raw) is not { } der)
                {
                    return null;
                }

                carried.Add(der);
                types.Add(attribute.Type);
            }

            known.UnionWith(types);
        }

        return carried;
    }
}
