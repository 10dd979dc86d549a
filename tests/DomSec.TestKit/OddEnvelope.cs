using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.TestKit;

/// <summary>
/// EnvelopedData or AuthEnvelopedData written by hand (RFC 5652 section 6.1, RFC 5083 section 2.1) for RSA recipients: right unless a test changes
/// what it is about. Shares no code with the library.
/// </summary>
public sealed class OddEnvelope(byte[] content)
{
    public const string EnvelopedData = "1.2.840.113549.1.7.3";
    public const string AuthEnvelopedData = "1.2.840.113549.1.9.16.1.23";
    public const string Aes128Cbc = "2.16.840.1.101.3.4.1.2";
    public const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";
    public const string Aes256Gcm = "2.16.840.1.101.3.4.1.46";

    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private readonly List<byte[]> recipients = [];

    /// <summary>The content key; its length decides the AES that is used, whatever is stated.</summary>
    public byte[] Key { get; set; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Encrypts with GCM, and as AuthEnvelopedData.</summary>
    public bool IsAuthenticated { get; set; } = true;

    /// <summary>Recipients are added with RSA-OAEP with SHA-256, or with PKCS#1 v1.5.</summary>
    public bool UsesOaep { get; set; } = true;

    /// <summary>The content encryption that is stated; null is the right one.</summary>
    public string? StatedCipher { get; set; }

    /// <summary>The content type that is stated; null is the right one.</summary>
    public string? StatedType { get; set; }

    /// <summary>The parameters that are stated; null are the right ones.</summary>
    public byte[]? StatedParameters { get; set; }

    /// <summary>EncryptedContentInfo.contentType.</summary>
    public string ContentType { get; set; } = OddSignatures.Data;

    /// <summary>Octets of the tag that are made, 12 to 16.</summary>
    public int TagSize { get; set; } = 16;

    /// <summary>The ICVlen that is stated; 0 leaves it out.</summary>
    public int StatedTagSize { get; set; } = 16;

    public Func<byte[], byte[]>? AlterCiphertext { get; set; }

    public Func<byte[], byte[]>? AlterTag { get; set; }

    /// <summary>Another cipher than AES: makes ciphertext and tag of the content with the key. Its identifier and parameters are to be stated.</summary>
    public Func<byte[], byte[], (byte[] Ciphertext, byte[] Tag)>? Cipher { get; set; }

    /// <summary>What follows the content: authAttrs [1] of AuthEnvelopedData, unprotectedAttrs [1] of EnvelopedData, as they are.</summary>
    public byte[] Attributes { get; set; } = [];

    /// <summary>What follows the tag: unauthAttrs [2].</summary>
    public byte[] MoreAttributes { get; set; } = [];

    /// <summary>Leaves the content out (RFC 5652 section 6.1: it is OPTIONAL).</summary>
    public bool IsDetached { get; set; }

    /// <summary>AES-GCM's associated data; empty is none.</summary>
    public byte[] AssociatedData { get; set; } = [];

    /// <summary>Adds a recipient.</summary>
    /// <param name="identity">Whose certificate is named, and whose key is used.</param>
    /// <param name="alterKey">Changes what is encrypted.</param>
    /// <param name="alterEncryptedKey">Changes what came out.</param>
    /// <param name="usesKeyIdentifier">Names the certificate by its key identifier.</param>
    public OddEnvelope For(TestIdentity identity, Func<byte[], byte[]>? alterKey = null, Func<byte[], byte[]>? alterEncryptedKey = null, bool usesKeyIdentifier = false)
    {
        using RSA rsa = identity.Certificate.GetRSAPublicKey()!;
        byte[] encrypted = rsa.Encrypt(alterKey?.Invoke(Key) ?? Key, UsesOaep ? RSAEncryptionPadding.OaepSHA256 : RSAEncryptionPadding.Pkcs1);
        byte[] sha256 = Tlv.Algorithm(Sha256);
        byte[] algorithm = UsesOaep
            ? Tlv.Algorithm("1.2.840.113549.1.1.7", Tlv.Of(Tlv.Sequence, Tlv.Of(0xA0, sha256), Tlv.Of(0xA1, Tlv.Algorithm("1.2.840.113549.1.1.8", sha256))))
            : Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null);
        X509Certificate2 certificate = identity.Certificate;
        byte[] identifier = usesKeyIdentifier
            ? Tlv.Of(0x80, certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray())
            : Tlv.Of(Tlv.Sequence, certificate.IssuerName.RawData, Tlv.Integer(certificate.SerialNumberBytes.Span));
        recipients.Add(Tlv.Of(
            Tlv.Sequence, Tlv.Integer(usesKeyIdentifier ? 2 : 0), identifier, algorithm, Tlv.Of(Tlv.OctetString, alterEncryptedKey?.Invoke(encrypted) ?? encrypted)));
        return this;
    }

    /// <summary>The ContentInfo.</summary>
    public byte[] Encode()
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(IsAuthenticated ? 12 : 16);
        byte[] tag = new byte[TagSize];
        (byte[] ciphertext, tag) = Cipher is null ? (Encrypt(nonce, tag), tag) : Cipher(Key, content);
        byte[] octets = Tlv.Of(Tlv.OctetString, nonce);
        byte[] parameters = StatedParameters ?? (IsAuthenticated ? Tlv.Of(Tlv.Sequence, octets, StatedTagSize > 0 ? Tlv.Integer(StatedTagSize) : []) : octets);
        string cipher = StatedCipher ?? (Key.Length, IsAuthenticated) switch
        {
            (16, false) => Aes128Cbc,
            (_, false) => Aes256Cbc,
            _ => Aes256Gcm,
        };
        string type = StatedType ?? (IsAuthenticated ? AuthEnvelopedData : EnvelopedData);
        byte[] encrypted = Tlv.Of(
            Tlv.Sequence, Tlv.Oid(ContentType), Tlv.Algorithm(cipher, parameters), IsDetached ? [] : Tlv.Of(0x80, AlterCiphertext?.Invoke(ciphertext) ?? ciphertext));
        byte[] enveloped = Tlv.Of(
            Tlv.Sequence, Tlv.Integer(0), Tlv.Of(Tlv.Set, [.. recipients]), encrypted, Attributes, type == AuthEnvelopedData ? Tlv.Of(Tlv.OctetString, AlterTag?.Invoke(tag) ?? tag) : [], MoreAttributes);
        return Tlv.Of(Tlv.Sequence, Tlv.Oid(type), Tlv.Of(0xA0, enveloped));
    }

    private byte[] Encrypt(byte[] nonce, byte[] tag)
    {
        if (!IsAuthenticated)
        {
            using var aes = Aes.Create();
            aes.Key = Key;
            return aes.EncryptCbc(content, nonce);
        }

        using var gcm = new AesGcm(Key, tag.Length);
        byte[] ciphertext = new byte[content.Length];
        gcm.Encrypt(nonce, content, ciphertext, tag, AssociatedData);
        return ciphertext;
    }
}
