using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>Encodes the SignerInfo that DomSec writes: version 1, issuer and serial number, always with signed attributes (SEC-CMS-02).</summary>
internal static class SignerInfoWriter
{
    /// <param name="signer">The signer's certificate.</param>
    /// <param name="digest">The digest algorithm.</param>
    /// <param name="signedAttributes">The DER SET OF that was signed; on the wire its tag is [0].</param>
    /// <param name="signatureAlgorithm">The DER AlgorithmIdentifier.</param>
    /// <param name="signature">The signature value.</param>
    public static byte[] Encode(Certificate signer, DigestAlgorithm digest, ReadOnlySpan<byte> signedAttributes, ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(signer.IssuerRaw.Span);
                writer.WriteInteger(signer.SerialNumber.Span);
            }

            writer.WriteEncodedValue(Digests.AlgorithmIdentifier(digest));
            byte[] tagged = signedAttributes.ToArray();
            tagged[0] = BerTag.Context(0);
            writer.WriteEncodedValue(tagged);
            writer.WriteEncodedValue(signatureAlgorithm);
            writer.WriteOctetString(signature);
        }

        return writer.Encode();
    }
}
