using System.Security.Cryptography;
using DomSec.Corpus.Asn1;
using DomSec.Corpus.Pki;

namespace DomSec.Corpus.Cms;

/// <summary>One SignerInfo (RFC 5652 section 5.3), right unless a case changes what it is about, and what a receiver should say about it.</summary>
internal sealed class SignerSpec(Identity identity)
{
    public static readonly DateTimeOffset Noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public Identity Identity => identity;

    /// <summary>Encoded attributes beside content type, message digest and signing time.</summary>
    public List<byte[]> Signed { get; } = [];

    public List<byte[]> Unsigned { get; } = [];

    /// <summary>Those who sign this signature's value (RFC 5652 section 11.4).</summary>
    public List<SignerSpec> Countersigners { get; } = [];

    public bool HasSignedAttributes { get; set; } = true;

    /// <summary>False sends the attributes in the reverse of DER order, and signs the DER order as RFC 5652 section 5.4 wants it.</summary>
    public bool SendsSorted { get; set; } = true;

    /// <summary>Sends the signed attributes with a length that is longer than DER's, and signs DER.</summary>
    public bool SendsLongLengths { get; set; }

    public byte[]? MessageDigest { get; set; }

    public bool UsesKeyIdentifier { get; set; }

    public HashAlgorithmName Hash { get; set; } = identity.Key.IsEd25519 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    public byte[]? SignatureAlgorithm { get; set; }

    public bool AltersSignature { get; set; }

    /// <summary>The types that the attribute states; null without one.</summary>
    public List<string>? StatedTypes { get; private set; }

    // What is expected of it.
    public string SignatureFact { get; set; } = "valid";

    public string CertificateFact { get; set; } = "trusted";

    public string? Verdict { get; set; }

    /// <summary>Replaces what follows from <see cref="StatedTypes"/> and the place.</summary>
    public IReadOnlyList<string>? ExpectedTypes { get; set; }

    public byte[] DigestIdentifier => Der.Algorithm(Hash.Name switch
    {
        "SHA1" => Oids.Sha1,
        "SHA384" => Oids.Sha384,
        "SHA512" => Oids.Sha512,
        _ => Oids.Sha256,
    });

    public SignerSpec Types(params IReadOnlyList<string> types)
    {
        StatedTypes = [.. types];
        Signed.Add(Attributes.SignatureType(types));
        return this;
    }

    /// <summary>A signature type in a form of its own: the attribute and what is to be read from it.</summary>
    public SignerSpec OddTypes(byte[] attribute, params IReadOnlyList<string> types)
    {
        StatedTypes = [.. types];
        Signed.Add(attribute);
        return this;
    }

    public SignerSpec With(params ReadOnlySpan<byte[]> attributes)
    {
        Signed.AddRange(attributes);
        return this;
    }

    /// <summary>Encodes the SignerInfo.</summary>
    /// <param name="content">What is signed.</param>
    /// <param name="contentType">Its type; null for a countersignature, which has no content type.</param>
    /// <returns>The SignerInfo.</returns>
    public byte[] Encode(byte[] content, string? contentType)
    {
        byte[] sent = [];
        byte[] toBeSigned = content;
        if (HasSignedAttributes)
        {
            byte[][] all =
            [
                .. Der.Sorted(
                [
                    .. contentType is null ? Array.Empty<byte[]>() : [Der.Attribute(Oids.ContentType, Der.Oid(contentType))],
                    Der.Attribute(Oids.MessageDigest, Der.Octets(MessageDigest ?? CryptographicOperations.HashData(Hash, content))),
                    Der.Attribute(Oids.SigningTime, Der.Time(Noon)),
                    .. Signed,
                ]),
            ];
            toBeSigned = Der.Set(all);
            byte[] contents = Der.Concat(SendsSorted ? all : [.. all.Reverse()]);
            sent = SendsLongLengths ? [0xA0, 0x84, 0, 0, (byte)(contents.Length >> 8), (byte)(contents.Length & 0xFF), .. contents] : Der.Tlv(0xA0, contents);
        }

        byte[] signature = identity.Key.Sign(toBeSigned, Hash);
        if (AltersSignature)
        {
            signature[^1] ^= 1;
        }

        byte[][] unsigned = [.. Unsigned, .. Countersigners.Select(other => Der.Attribute(Oids.Countersignature, other.Encode(signature, contentType: null)))];
        return Der.Sequence(
        [
            Der.Integer(UsesKeyIdentifier ? 3 : 1),
            UsesKeyIdentifier ? Der.Implicit(0, identity.KeyIdentifier) : identity.IssuerAndSerial,
            DigestIdentifier,
            sent,
            SignatureAlgorithm ?? identity.Key.SignerAlgorithm,
            Der.Octets(signature),
            .. unsigned.Length > 0 ? new[] { Der.Tlv(0xA1, unsigned) } : [],
        ]);
    }
}
