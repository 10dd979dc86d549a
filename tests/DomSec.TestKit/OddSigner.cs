using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.TestKit;

/// <summary>One SignerInfo, right unless a test changes what it is about.</summary>
public sealed class OddSigner(TestIdentity identity)
{
    public TestIdentity Identity => identity;

    /// <summary>The digest; SHA-256 unless the key wants a stronger one.</summary>
    public HashAlgorithmName Digest { get; set; } = TestKeys.HashFor(identity.KeyType);

    /// <summary>Encoded attributes beside content type, message digest and signing time.</summary>
    public List<byte[]> SignedAttributes { get; } = [];

    public List<byte[]> UnsignedAttributes { get; } = [];

    /// <summary>False signs the content itself.</summary>
    public bool HasSignedAttributes { get; set; } = true;

    /// <summary>False leaves the attributes in the order given here, and signs them so.</summary>
    public bool IsSorted { get; set; } = true;

    /// <summary>The values of the content-type attribute; null takes the content's own type. One attribute for each.</summary>
    public IReadOnlyList<string>? ContentTypes { get; set; }

    /// <summary>The value of the message-digest attribute; null is the right one.</summary>
    public byte[]? MessageDigest { get; set; }

    /// <summary>The signing-time attribute; its default is the noon at which most tests play.</summary>
    public DateTimeOffset SigningTime { get; set; } = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The signature's AlgorithmIdentifier; null is the right one.</summary>
    public byte[]? SignatureAlgorithm { get; set; }

    /// <summary>The digest's AlgorithmIdentifier; null is the right one.</summary>
    public byte[]? DigestAlgorithm { get; set; }

    /// <summary>Names the certificate by its key identifier.</summary>
    public bool UsesKeyIdentifier { get; set; }

    /// <summary>Signs with RSA by hand: from the digest to the encoded message of the modulus' length.</summary>
    public Func<byte[], int, byte[]>? EncodeMessage { get; set; }

    public Func<byte[], byte[]>? AlterSignature { get; set; }

    /// <summary>From the signed attributes as they were signed to those that are sent, without the tag around them.</summary>
    public Func<byte[], byte[]>? AlterSentAttributes { get; set; }

    public OddSigner Types(params IReadOnlyList<string> types)
    {
        SignedAttributes.Add(OddSignatures.TypeAttribute(types));
        return this;
    }

    internal byte[] DigestIdentifier => DigestAlgorithm ?? Tlv.Algorithm(DigestOid, Tlv.Null);

    private string DigestOid => Digest.Name switch
    {
        "MD5" => "1.2.840.113549.2.5",
        "SHA1" => "1.3.14.3.2.26",
        "SHA384" => "2.16.840.1.101.3.4.2.2",
        "SHA512" => "2.16.840.1.101.3.4.2.3",
        _ => "2.16.840.1.101.3.4.2.1",
    };

    private byte[] SignatureIdentifier => SignatureAlgorithm ?? (TestKeys.IsRsa(identity.KeyType)
        ? Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null)
        : Tlv.Algorithm(Digest.Name switch
        {
            "SHA1" => "1.2.840.10045.4.1",
            "SHA384" => "1.2.840.10045.4.3.3",
            "SHA512" => "1.2.840.10045.4.3.4",
            _ => "1.2.840.10045.4.3.2",
        }));

    internal byte[] Encode(byte[] content, string contentType)
    {
        byte[] attributes = HasSignedAttributes ? EncodeAttributes(content, contentType) : [];
        byte[] signature = Sign(HasSignedAttributes ? Tlv.Of(Tlv.Set, attributes) : content);
        return Tlv.Of(
            Tlv.Sequence,
            Tlv.Integer(UsesKeyIdentifier ? 3 : 1),
            EncodeIdentifier(),
            DigestIdentifier,
            HasSignedAttributes ? Tlv.Of(0xA0, AlterSentAttributes?.Invoke(attributes) ?? attributes) : [],
            SignatureIdentifier,
            Tlv.Of(Tlv.OctetString, AlterSignature?.Invoke(signature) ?? signature),
            UnsignedAttributes.Count > 0 ? Tlv.Of(0xA1, [.. UnsignedAttributes]) : []);
    }

    private byte[] EncodeAttributes(byte[] content, string contentType)
    {
        List<byte[]> all =
        [
            .. (ContentTypes ?? [contentType]).Select(type => OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(type))),
            OddSignatures.Attribute("1.2.840.113549.1.9.4", Tlv.Of(Tlv.OctetString, MessageDigest ?? CryptographicOperations.HashData(Digest, content))),
            OddSignatures.Attribute("1.2.840.113549.1.9.5", Tlv.UtcTime(SigningTime)),
            .. SignedAttributes,
        ];
        if (IsSorted)
        {
            all.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        }

        return [.. all.SelectMany(attribute => attribute)];
    }

    private byte[] EncodeIdentifier()
    {
        X509Certificate2 certificate = identity.Certificate;
        if (!UsesKeyIdentifier)
        {
            return Tlv.Of(Tlv.Sequence, certificate.IssuerName.RawData, Tlv.Integer(certificate.SerialNumberBytes.Span));
        }

        X509SubjectKeyIdentifierExtension identifier = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single();
        return Tlv.Of(0x80, identifier.SubjectKeyIdentifierBytes.ToArray());
    }

    private byte[] Sign(byte[] data)
    {
        using AsymmetricAlgorithm key = identity.OpenKey();
        if (key is not RSA rsa)
        {
            return ((ECDsa)key).SignData(data, Digest, DSASignatureFormat.Rfc3279DerSequence);
        }

        if (EncodeMessage is null)
        {
            return rsa.SignData(data, Digest, RSASignaturePadding.Pkcs1);
        }

        RSAParameters parameters = rsa.ExportParameters(includePrivateParameters: true);
        int length = parameters.Modulus!.Length;
        BigInteger message = new(EncodeMessage(CryptographicOperations.HashData(Digest, data), length), isUnsigned: true, isBigEndian: true);
        BigInteger value = BigInteger.ModPow(
            message, new BigInteger(parameters.D, isUnsigned: true, isBigEndian: true), new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true));
        byte[] signature = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - signature.Length], .. signature];
    }
}
