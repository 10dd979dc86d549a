using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>Verifies one SignerInfo against a public key (RFC 5652 sections 5.4 and 5.6). Pure: no policy, no path.</summary>
internal static class SignerVerifier
{
    /// <param name="signer">The signer.</param>
    /// <param name="eContentType">The encapsulated content's type.</param>
    /// <param name="contentDigest">The content's digest under the signer's digest algorithm, as computed here; empty when the algorithm is not supported or the content is not there.</param>
    /// <param name="certificate">The candidate certificate.</param>
    /// <param name="key">Its public key.</param>
    public static SignatureCheck Verify(SignerInfo signer, Oid eContentType, ReadOnlySpan<byte> contentDigest, Certificate certificate, PublicKey? key)
    {
        DigestAlgorithm digest = Digests.FromIdentifier(signer.DigestAlgorithm);
        if (!Digests.IsSupported(digest))
        {
            return SignatureCheck.Unverifiable("The digest algorithm is not known to this version.");
        }

        if (contentDigest.IsEmpty)
        {
            return SignatureCheck.Unverifiable("The content that was signed did not come with the signature.");
        }

        switch (SignatureScheme.TryResolve(signer.SignatureAlgorithm, digest, out SignatureScheme? scheme))
        {
            case SchemeStatus.Ok:
                break;
            case SchemeStatus.Unknown:
                return SignatureCheck.Unverifiable("The signature algorithm is not known to this version.");
            default:
                // RFC 8933 section 3: one digest algorithm for the content and for the signed attributes.
                return SignatureCheck.Invalid("The signature algorithm's parameters do not fit the digest algorithm.");
        }

        if (key is null || key.Kind == KeyKind.Unsupported)
        {
            return SignatureCheck.Unverifiable("The signer's key is of a kind this version does not know.");
        }

        var flags = new List<RaisedFlag>();
        if (digest is DigestAlgorithm.Sha1 or DigestAlgorithm.Md5)
        {
            flags.Add(new RaisedFlag(SecurityFlags.AlgorithmWeak, $"The signature uses {Digests.Name(digest)}."));
        }

        return signer.SignedAttributes is { } attributes
            ? VerifyAttributes(signer, attributes, eContentType, contentDigest, certificate, key, scheme!, digest, flags)
            : VerifyContentOnly(signer, eContentType, contentDigest, key, scheme!, flags);
    }

    private static SignatureCheck VerifyContentOnly(SignerInfo signer, Oid eContentType, ReadOnlySpan<byte> contentDigest, PublicKey key, SignatureScheme scheme, List<RaisedFlag> flags)
    {
        // RFC 5652 section 5.3: signedAttrs MUST be present if the content type is not id-data.
        if (eContentType != Oids.Data)
        {
            return SignatureCheck.Invalid("Signed attributes are missing although the content is not plain data.");
        }

        flags.Add(new RaisedFlag(SecurityFlags.AttributesAbsent, "The signer has no signed attributes."));
        return key.VerifyHash(scheme, contentDigest, signer.Signature.Span)
            ? new SignatureCheck(SignatureFact.Valid, flags)
            : SignatureCheck.Invalid("The signature value does not verify.");
    }

    private static SignatureCheck VerifyAttributes(
        SignerInfo signer,
        AttributeSet attributes,
        Oid eContentType,
        ReadOnlySpan<byte> contentDigest,
        Certificate certificate,
        PublicKey key,
        SignatureScheme scheme,
        DigestAlgorithm digest,
        List<RaisedFlag> flags)
    {
        // RFC 5652 sections 5.3, 11.1, 11.2: exactly one of each, single-valued, and equal to what is there.
        if (attributes.SingleValue(Oids.ContentType) is not { } contentType || !IsOid(contentType, eContentType))
        {
            return SignatureCheck.Invalid("The content-type attribute is missing, repeated or of another type than the content.");
        }

        if (attributes.SingleValue(Oids.MessageDigest) is not { } messageDigest || !IsOctets(messageDigest, contentDigest))
        {
            return SignatureCheck.Invalid("The content does not have the digest that was signed: it was altered.");
        }

        // RFC 6211 section 3: if present, it must say what is used.
        if (attributes.Count(Oids.CmsAlgorithmProtection) > 0 && !ProtectionAgrees(attributes.SingleValue(Oids.CmsAlgorithmProtection), signer))
        {
            return SignatureCheck.Invalid("The algorithm protection attribute names other algorithms than are used.");
        }

        // RFC 5035 section 3: the first CertID names the certificate; another certificate with the same key does not count.
        if (!SigningCertificateAttribute.Agrees(attributes, certificate))
        {
            return SignatureCheck.Invalid("The signing-certificate attribute names another certificate.");
        }

        // RFC 5652 section 5.4: what is signed is the DER of the SET OF, with tag 31 in place of [0].
        byte[] der = SignedAttributesEncoding.Sorted(attributes);
        if (key.Verify(scheme, der, signer.Signature.Span))
        {
            return new SignatureCheck(SignatureFact.Valid, flags);
        }

        byte[] received = SignedAttributesEncoding.AsReceived(attributes);
        if (!received.AsSpan().SequenceEqual(der) && key.Verify(scheme, received, signer.Signature.Span))
        {
            flags.Add(new RaisedFlag(SecurityFlags.AttributesOrder, "The signature covers the attributes in the order they were sent in."));
            return new SignatureCheck(SignatureFact.Valid, flags);
        }

        return SignatureCheck.Invalid("The signature value does not verify.");
    }

    private static bool IsOid(ReadOnlyMemory<byte> value, Oid expected)
    {
        var reader = new BerReader(value);
        Oid oid = reader.ReadOid();
        return reader.Ok && oid == expected;
    }

    private static bool IsOctets(ReadOnlyMemory<byte> value, ReadOnlySpan<byte> expected)
    {
        var reader = new BerReader(value);
        ReadOnlyMemory<byte> octets = reader.ReadOctetString();
        return reader.Ok && CryptographicOperations.FixedTimeEquals(octets.Span, expected);
    }

    // CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm, signatureAlgorithm [1] OPTIONAL, macAlgorithm [2] OPTIONAL } (RFC 6211 section 2)
    private static bool ProtectionAgrees(ReadOnlyMemory<byte>? value, SignerInfo signer)
    {
        if (value is not { } raw)
        {
            return false;
        }

        var reader = new BerReader(raw);
        BerReader sequence = reader.ReadSequence();
        AlgorithmIdentifier digest = AlgorithmIdentifier.Read(ref sequence);
        AlgorithmIdentifier signature = AlgorithmIdentifier.Read(ref sequence, BerTag.Context(1));
        return sequence.Ok && digest.SemanticallyEquals(signer.DigestAlgorithm) && signature.SemanticallyEquals(signer.SignatureAlgorithm);
    }
}
