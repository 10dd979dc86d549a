using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// The multiple-signatures attribute (RFC 5752 section 3): each signature of one signer names the others, so that taking the stronger one away shows.
/// MultipleSignatures ::= SEQUENCE { bodyHashAlg, signAlg, signAttrsHash SEQUENCE { algID, hash OCTET STRING }, cert ESSCertIDv2 OPTIONAL }.
/// </summary>
internal static class MultipleSignaturesAttribute
{
    /// <summary>The attribute for one signer, with a value for each other one.</summary>
    /// <param name="own">The signer whose attribute it is: its digest makes the hashes.</param>
    /// <param name="others">The other signers, each with its signed attributes; null leaves the hash empty, which is what is hashed (section 4.4.1).</param>
    public static byte[] Encode(SignerShape own, IReadOnlyList<(SignerShape Signer, byte[]? SignedAttributes)> others)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.MultipleSignatures.WriteTo(writer);
            using (writer.PushSetOf())
            {
                foreach ((SignerShape signer, byte[]? attributes) in others)
                {
                    byte[] hash = [];
                    if (attributes is not null)
                    {
                        hash = new byte[Digests.Size(own.Digest)];
                        Digests.HashData(own.Digest, attributes, hash);
                    }

                    Write(writer, signer.DigestIdentifier, signer.SignatureIdentifier, own.DigestIdentifier, hash, default);
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>
    /// CMS-SD-20, RFC 5752 section 4.6: whether this signer names another signature that is not among those of its layer. Call it for signatures that verify:
    /// of others the attribute says nothing.
    /// </summary>
    public static bool IsAnyMissing(SignerInfo signer, IReadOnlyList<SignerInfo> all)
    {
        if (signer.SignedAttributes is not { } attributes || attributes.Count(Oids.MultipleSignatures) == 0)
        {
            return false;
        }

        // More others than there are, or none: RFC 5752 section 3 counts "the number of signatures applied by a signer less one".
        if (attributes.Single(Oids.MultipleSignatures) is not { } attribute || attribute.Values.Count == 0 || attribute.Values.Count >= all.Count)
        {
            return true;
        }

        var found = new HashSet<SignerInfo>(ReferenceEqualityComparer.Instance);
        var hashes = new Dictionary<SignerInfo, byte[]>(ReferenceEqualityComparer.Instance);
        foreach (ReadOnlyMemory<byte> value in attribute.Values)
        {
            if (!TryRead(value, out Reference reference)
                || all.FirstOrDefault(other => !ReferenceEquals(other, signer) && !found.Contains(other) && Names(reference, other, signer, hashes)) is not { } match)
            {
                return true;
            }

            found.Add(match);
        }

        return false;
    }

    private static bool Names(in Reference reference, SignerInfo other, SignerInfo own, Dictionary<SignerInfo, byte[]> hashes)
    {
        // Section 3: algID MUST match the digest of the SignerInfo that holds the value. So each other signer is hashed once.
        if (!reference.BodyHash.SemanticallyEquals(other.DigestAlgorithm) || !reference.Signature.SemanticallyEquals(other.SignatureAlgorithm)
            || !reference.HashAlgorithm.SemanticallyEquals(own.DigestAlgorithm) || other.SignedAttributes is not { } attributes)
        {
            return false;
        }

        if (!hashes.TryGetValue(other, out byte[]? hash))
        {
            DigestAlgorithm digest = Digests.FromIdentifier(own.DigestAlgorithm);
            hash = new byte[Digests.Size(digest)];
            Digests.HashData(digest, SignedAttributesEncoding.Sorted(attributes, WithoutHashes), hash);
            hashes.Add(other, hash);
        }

        return reference.Hash.Span.SequenceEqual(hash);
    }

    /// <summary>Section 4.4.1, step 2: the hash is taken while the attributes of this type have empty ones.</summary>
    private static ReadOnlyMemory<byte> WithoutHashes(CmsAttribute attribute)
    {
        if (attribute.Type != Oids.MultipleSignatures)
        {
            return attribute.Raw;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.MultipleSignatures.WriteTo(writer);
            using (writer.PushSetOf())
            {
                foreach (ReadOnlyMemory<byte> value in attribute.Values)
                {
                    if (!TryRead(value, out Reference reference))
                    {
                        return attribute.Raw;
                    }

                    Write(writer, reference.BodyHash.Raw, reference.Signature.Raw, reference.HashAlgorithm.Raw, [], reference.Rest);
                }
            }
        }

        return writer.Encode();
    }

    private static bool TryRead(ReadOnlyMemory<byte> value, out Reference reference)
    {
        var outer = new BerReader(value);
        BerReader reader = outer.ReadSequence();
        AlgorithmIdentifier bodyHash = AlgorithmIdentifier.Read(ref reader);
        AlgorithmIdentifier signature = AlgorithmIdentifier.Read(ref reader);
        BerReader attributesHash = reader.ReadSequence();
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref attributesHash);
        ReadOnlyMemory<byte> hash = attributesHash.ReadOctetString();
        attributesHash.RequireEnd();
        ReadOnlyMemory<byte> rest = reader.HasData ? reader.ReadElement().Raw : default;
        reader.RequireEnd();
        reference = new Reference(bodyHash, signature, algorithm, hash, rest);
        return outer.Ok && reader.Ok && attributesHash.Ok && IsDer(bodyHash.Raw) && IsDer(signature.Raw) && IsDer(algorithm.Raw) && (rest.IsEmpty || IsDer(rest));
    }

    /// <summary>What is written again has to be what the writer takes.</summary>
    private static bool IsDer(ReadOnlyMemory<byte> element) => DerTranscoder.TryEncode(element) is { } der && der.AsSpan().SequenceEqual(element.Span);

    private static void Write(
        AsnWriter writer, ReadOnlyMemory<byte> bodyHash, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> hashAlgorithm, ReadOnlySpan<byte> hash, ReadOnlyMemory<byte> rest)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(bodyHash.Span);
            writer.WriteEncodedValue(signature.Span);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(hashAlgorithm.Span);
                writer.WriteOctetString(hash);
            }

            if (!rest.IsEmpty)
            {
                writer.WriteEncodedValue(rest.Span);
            }
        }
    }

    private readonly record struct Reference(
        AlgorithmIdentifier BodyHash, AlgorithmIdentifier Signature, AlgorithmIdentifier HashAlgorithm, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Rest);
}
