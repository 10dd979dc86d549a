using DomSec.Corpus.Asn1;
using DomSec.Corpus.Pki;
using System.Security.Cryptography;

namespace DomSec.Corpus.Cms;

/// <summary>EnvelopedData (RFC 5652 section 6.1) or AuthEnvelopedData (RFC 5083 section 2.1) with keys and nonces that depend on the content alone.</summary>
internal sealed class EnvelopeSpec
{
    private const int KeySize = 32;
    private const int TagSize = 16;

    public Form Form { get; set; } = Form.Der;

    /// <summary>AES-256-GCM in AuthEnvelopedData; else AES-256-CBC in EnvelopedData.</summary>
    public bool IsAuthenticated { get; set; } = true;

    public List<RecipientSpec> Recipients { get; } = [];

    /// <summary>originatorInfo.certs.</summary>
    public List<byte[]> OriginatorCertificates { get; } = [];

    /// <summary>Flips one bit of the ciphertext.</summary>
    public bool AltersCiphertext { get; set; }

    /// <summary>The type inside: data, or CMS nested without MIME.</summary>
    public string ContentType { get; set; } = Oids.Data;

    public string SmimeType => IsAuthenticated ? "authenveloped-data" : "enveloped-data";

    public EnvelopeSpec For(Identity identity, bool isOurs = true, bool byKeyIdentifier = false, bool oaep = false)
    {
        Recipients.Add(new RecipientSpec(identity) { IsOurs = isOurs, UsesKeyIdentifier = byKeyIdentifier, IsOaep = oaep });
        return this;
    }

    public byte[] Encode(byte[] content)
    {
        var source = new SeededOctets(content, "envelope");
        byte[] key = source.Take(KeySize);
        byte[][] recipients = [.. Recipients.Select(recipient => recipient.Encode(key, source))];
        byte[] originator = OriginatorCertificates.Count == 0 ? [] : Der.Explicit(0, Der.Explicit(0, [.. OriginatorCertificates]));
        return IsAuthenticated ? EncodeAuthenticated(content, key, source, recipients, originator) : EncodeCbc(content, key, source, recipients, originator);
    }

    private byte[] EncodeCbc(byte[] content, byte[] key, SeededOctets source, byte[][] recipients, byte[] originator)
    {
        byte[] iv = source.Take(16);
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] ciphertext = Altered(aes.EncryptCbc(content, iv));

        // RFC 5652 section 6.1: 0 for issuerAndSerialNumber key transport alone, 2 for anything else used here.
        int version = originator.Length > 0 || Recipients.Exists(recipient => recipient.UsesKeyIdentifier || !recipient.Identity.Key.IsRsa) ? 2 : 0;
        return Info(Oids.EnvelopedData, Form.Wrap(
            0x30,
            Der.Integer(version),
            originator,
            Form.Wrap(0x31, [.. Der.Sorted(recipients)]),
            Form.Wrap(0x30, Der.Oid(ContentType), Der.Algorithm("2.16.840.1.101.3.4.1.42", Der.Octets(iv)), Form.Octets(0x80, ciphertext))));
    }

    private byte[] EncodeAuthenticated(byte[] content, byte[] key, SeededOctets source, byte[][] recipients, byte[] originator)
    {
        byte[] nonce = source.Take(12);
        byte[] ciphertext = new byte[content.Length];
        byte[] tag = new byte[TagSize];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, content, ciphertext, tag);
        return Info(Oids.AuthEnvelopedData, Form.Wrap(
            0x30,
            Der.Integer(0),
            originator,
            Form.Wrap(0x31, [.. Der.Sorted(recipients)]),
            Form.Wrap(0x30, Der.Oid(ContentType), Der.Algorithm("2.16.840.1.101.3.4.1.46", Der.Sequence(Der.Octets(nonce), Der.Integer(TagSize))), Form.Octets(0x80, Altered(ciphertext))),
            Der.Octets(tag)));
    }

    private byte[] Altered(byte[] ciphertext)
    {
        if (AltersCiphertext)
        {
            ciphertext[ciphertext.Length / 2] ^= 1;
        }

        return ciphertext;
    }

    private byte[] Info(string type, byte[] content) => Form.Wrap(0x30, Der.Oid(type), Form.Wrap(0xA0, content));
}
