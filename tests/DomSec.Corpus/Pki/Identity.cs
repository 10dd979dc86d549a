using System.Security.Cryptography;
using System.Text;
using DomSec.Corpus.Asn1;

namespace DomSec.Corpus.Pki;

/// <summary>A certificate with its key. Its serial number comes from its name, so that nothing changes from one run to the next.</summary>
internal sealed class Identity
{
    private Identity(string name, CorpusKey key, byte[] certificate, byte[] subject, byte[] issuer, byte[] serial, byte[] keyIdentifier)
    {
        Name = name;
        Key = key;
        Certificate = certificate;
        Subject = subject;
        Issuer = issuer;
        Serial = serial;
        KeyIdentifier = keyIdentifier;
    }

    public string Name { get; }

    public CorpusKey Key { get; }

    public byte[] Certificate { get; }

    /// <summary>The encoded subject.</summary>
    public byte[] Subject { get; }

    /// <summary>The encoded issuer.</summary>
    public byte[] Issuer { get; }

    /// <summary>The content octets of the serial number.</summary>
    public byte[] Serial { get; }

    public byte[] KeyIdentifier { get; }

    /// <summary>Relative to the corpus folder.</summary>
    public string File => $"certs/{Name}.pem";

    public byte[] IssuerAndSerial => Der.Sequence(Issuer, Der.Integer(Serial));

    /// <summary>Certifies a key.</summary>
    /// <param name="name">The file's name, and what the serial number is made of.</param>
    /// <param name="key">The key.</param>
    /// <param name="shape">The certificate.</param>
    /// <param name="issuer">Who signs; null for a root.</param>
    /// <returns>The identity.</returns>
    public static Identity Certify(string name, CorpusKey key, CertificateShape shape, Identity? issuer)
    {
        byte[] subject = DistinguishedNames.Encode(shape.Subject);
        byte[] serial = SHA256.HashData(Encoding.UTF8.GetBytes("serial " + name))[..12];
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        byte[] keyIdentifier = SHA256.HashData(key.PublicKeyInfo)[..20];
        byte[] algorithm = (issuer?.Key ?? key).CertificateAlgorithm;
        byte[] body = Der.Sequence(
            Der.Explicit(0, Der.Integer(2)),
            Der.Integer(serial),
            algorithm,
            issuer?.Subject ?? subject,
            Der.Sequence(Der.Time(shape.NotBefore), Der.Time(shape.NotAfter)),
            subject,
            key.PublicKeyInfo,
            Der.Explicit(3, shape.Extensions(keyIdentifier, issuer?.KeyIdentifier ?? keyIdentifier)));
        byte[] signature = (issuer?.Key ?? key).Sign(body, HashAlgorithmName.SHA256);
        return new Identity(name, key, Der.Sequence(body, algorithm, Der.Bits(signature)), subject, issuer?.Subject ?? subject, serial, keyIdentifier);
    }

    /// <summary>A CertificateList (RFC 5280 section 5.1) of this authority.</summary>
    public byte[] RevocationList(DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, params IReadOnlyList<Identity> revoked)
    {
        byte[][] entries = [.. revoked.Select(one => Der.Sequence(Der.Integer(one.Serial), Der.Time(thisUpdate)))];
        byte[] body = Der.Sequence(
        [
            Der.Integer(1),
            Key.CertificateAlgorithm,
            Subject,
            Der.Time(thisUpdate),
            Der.Time(nextUpdate),
            .. entries.Length > 0 ? new[] { Der.Sequence(entries) } : [],
            Der.Explicit(0, Der.Sequence(
                CertificateShape.Extension("2.5.29.35", critical: false, Der.Sequence(Der.Implicit(0, KeyIdentifier))),
                CertificateShape.Extension("2.5.29.20", critical: false, Der.Integer(1)))),
        ]);
        return Der.Sequence(body, Key.CertificateAlgorithm, Der.Bits(Key.Sign(body, HashAlgorithmName.SHA256)));
    }
}
