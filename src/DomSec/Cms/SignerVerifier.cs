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
    /// <param name="content">What it is said to sign.</param>
    /// <param name="certificate">The candidate certificate.</param>
    /// <param name="key">Its public key.</param>
    /// <param name="allowExperimental">Whether composite signatures are known (PQ-CMP-05).</param>
    public static SignatureCheck Verify(SignerInfo signer, in SignedContent content, Certificate certificate, PublicKey? key, bool allowExperimental = false)
    {
        DigestAlgorithm digest = Digests.FromIdentifier(signer.DigestAlgorithm);
        if (!Digests.IsSupported(digest))
        {
            return SignatureCheck.Unverifiable("The digest algorithm is not known to this version.");
        }

        if (content.Digest.IsEmpty)
        {
            return SignatureCheck.Unverifiable("The content that was signed did not come with the signature.");
        }

        if (!allowExperimental && (CompositeSignature.FromOid(signer.SignatureAlgorithm.Algorithm) is not null || key is { IsExperimental: true }))
        {
            return SignatureCheck.Unverifiable("The signature algorithm is an experimental composite, which is switched off.");
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

        if (key.LacksParameters)
        {
            return SignatureCheck.Unverifiable("The signer's DSA key takes its parameters from an issuer that leads to no anchor.");
        }

        var flags = new List<RaisedFlag>();
        if (digest is DigestAlgorithm.Sha1 or DigestAlgorithm.Md5)
        {
            flags.Add(new RaisedFlag(SecurityFlags.AlgorithmWeak, $"The signature uses {Digests.Name(digest)}."));
        }
        else if (scheme!.HasWeakDigest)
        {
            // PQ-DSA-03, RFC 9882 section 3.3: a digest at least as strong as the parameter set.
            flags.Add(new RaisedFlag(SecurityFlags.AlgorithmWeak, $"The digest {Digests.Name(digest)} is weaker than {scheme.Name}."));
        }

        // SM-ATT-03, RFC 8551 sections 2.5.2 and 2.5.3: these MUST be signed; where they are not, someone added them.
        if (signer.UnsignedAttributes.Count(Oids.SmimeCapabilities) + signer.UnsignedAttributes.Count(Oids.EncrypKeyPref) > 0)
        {
            return SignatureCheck.Invalid("Capabilities or a key preference stand outside the signed attributes.");
        }

        return signer.SignedAttributes is { } attributes
            ? VerifyAttributes(signer, attributes, content, certificate, key, scheme!, flags)
            : VerifyContentOnly(signer, content, key, scheme!, flags);
    }

    private static SignatureCheck VerifyContentOnly(SignerInfo signer, in SignedContent content, PublicKey key, SignatureScheme scheme, List<RaisedFlag> flags)
    {
        // RFC 5652 section 5.3: signedAttrs MUST be present if the content type is not id-data.
        if (!content.IsCountersigned && content.Type != Oids.Data)
        {
            return SignatureCheck.Invalid("Signed attributes are missing although the content is not plain data.");
        }

        // SEC-CMS-01: the DER of signed attributes, once signed as attributes, verifies as content as well; nobody writes mail like that.
        if (content.LooksLikeAttributes)
        {
            return SignatureCheck.Invalid("Signed attributes are missing, and the content could be those of another signature.");
        }

        flags.Add(new RaisedFlag(SecurityFlags.AttributesAbsent, "The signer has no signed attributes."));
        if (scheme.IsPure)
        {
            // PureEdDSA and ML-DSA would sign the whole content here, in two passes (RFC 8419 section 4). Refused by default anyway (SEC-CMS-01), so it is not kept for them.
            flags.Add(new RaisedFlag(SecurityFlags.SignatureUnverifiable, $"A signature with {scheme.Name} is verified over signed attributes only, and it has none."));
            return new SignatureCheck(SignatureFact.Unverifiable, flags);
        }

        return key.VerifyHash(scheme, content.Digest.Span, signer.Signature.Span)
            ? new SignatureCheck(SignatureFact.Valid, flags)
            : SignatureCheck.Invalid("The signature value does not verify.");
    }

    private static SignatureCheck VerifyAttributes(
        SignerInfo signer, AttributeSet attributes, in SignedContent content, Certificate certificate, PublicKey key, SignatureScheme scheme, List<RaisedFlag> flags)
    {
        // RFC 5652 sections 5.3, 11.1, 11.2: exactly one of each, single-valued, and equal to what is there. Section 11.4: a countersignature has no content type.
        bool typeFits = content.IsCountersigned
            ? attributes.Count(Oids.ContentType) == 0
            : attributes.SingleValue(Oids.ContentType) is { } contentType && IsOid(contentType, content.Type);
        if (!typeFits)
        {
            return SignatureCheck.Invalid("The content-type attribute is missing, repeated or of another type than the content.");
        }

        if (attributes.SingleValue(Oids.MessageDigest) is not { } messageDigest || !IsOctets(messageDigest, content.Digest.Span))
        {
            return SignatureCheck.Invalid("The content does not have the digest that was signed: it was altered.");
        }

        // SM-ATT-03: one instance with one value, or the signature fails.
        if (!IsAbsentOrSingle(attributes, Oids.SmimeCapabilities) || !IsAbsentOrSingle(attributes, Oids.EncrypKeyPref))
        {
            return SignatureCheck.Invalid("Capabilities or a key preference are there more than once.");
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

        return VerifyEncodings(attributes, signer.Signature.Span, key, scheme, flags)
            ? new SignatureCheck(SignatureFact.Valid, flags)
            : SignatureCheck.Invalid("The signature value does not verify.");
    }

    /// <summary>CMS-SD-08: what is signed is the DER of the SET OF, with tag 31 in place of [0] (RFC 5652 section 5.4); others signed what they sent.</summary>
    private static bool VerifyEncodings(AttributeSet attributes, ReadOnlySpan<byte> signature, PublicKey key, SignatureScheme scheme, List<RaisedFlag> flags)
    {
        byte[]? recoded = SignedAttributesEncoding.Recoded(attributes);
        if (recoded is not null)
        {
            flags.Add(new RaisedFlag(SecurityFlags.AttributesNotDer, "The signed attributes were sent with lengths that are not DER."));
        }

        byte[] sorted = SignedAttributesEncoding.Sorted(attributes);
        if (key.Verify(scheme, sorted, signature) || (recoded is not null && key.Verify(scheme, recoded, signature)))
        {
            return true;
        }

        byte[] received = SignedAttributesEncoding.AsReceived(attributes);
        if (received.AsSpan().SequenceEqual(sorted) || !key.Verify(scheme, received, signature))
        {
            return false;
        }

        flags.Add(new RaisedFlag(SecurityFlags.AttributesOrder, "The signature covers the attributes in the order they were sent in."));
        return true;
    }

    private static bool IsAbsentOrSingle(AttributeSet attributes, Oid type) => attributes.Count(type) == 0 || attributes.SingleValue(type) is not null;

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
