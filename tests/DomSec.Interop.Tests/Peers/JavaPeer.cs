using System.Globalization;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>BouncyCastle's CMS for Java: with OpenSSL the only stranger that does all of GCM, OAEP and ECDH.</summary>
internal static class JavaPeer
{
    public static byte[] Sign(byte[] content, IReadOnlyList<TestIdentity> signers, SignatureShape shape, byte[]? attribute = null) =>
        Sign(content, [.. signers.Select(signer => PeerKey.Of(signer, AlgorithmName(signer, shape)))], shape, attribute);

    /// <summary>Signs with keys of any kind, each by the algorithm it names.</summary>
    public static byte[] Sign(byte[] content, IReadOnlyList<PeerKey> signers, SignatureShape shape, byte[]? attribute = null)
    {
        List<(string, string)> words =
        [
            ("content", Text(content)), ("detached", Text(shape.Detached)), ("direct", Text(!shape.SignedAttributes)),
            ("identifier", Text(shape.KeyIdentifier)), ("indefinite", Text(shape.Wire == Wire.Indefinite)),
        ];
        words.AddRange(signers.Select(signer => ("signer", string.Join(',', Text(signer.Der), Text(signer.Pkcs8), signer.Algorithm, Salt(shape)))));
        if (attribute is not null)
        {
            words.Add(("attribute", Text(attribute)));
        }

        return Wires.Encode(JavaServer.Shared.Ask("sign", words), shape.Wire);
    }

    /// <summary>The content of an object that has so many signatures, all of which verify with the certificates inside.</summary>
    public static byte[] Verify(byte[] cms, byte[]? detachedContent = null, int signers = 1)
    {
        List<(string, string)> words = [("cms", Text(cms)), ("signers", signers.ToString(CultureInfo.InvariantCulture))];
        if (detachedContent is not null)
        {
            words.Add(("content", Text(detachedContent)));
        }

        return JavaServer.Shared.Ask("verify", words);
    }

    public static byte[] Encrypt(byte[] content, IReadOnlyList<TestIdentity> recipients, EnvelopeShape shape) =>
        Wires.Encode(EncryptFor(content, shape.Cipher, [.. recipients.Select(recipient => Recipient(recipient, shape))]), shape.Wire);

    /// <summary>Encrypts to recipients in the words of CmsServer.</summary>
    public static byte[] EncryptFor(byte[] content, string cipher, IReadOnlyList<string> recipients, params IReadOnlyList<(string Name, string Value)> options)
    {
        List<(string, string)> words = [("content", Text(content)), ("cipher", CipherOid(cipher)), .. recipients.Select(recipient => ("recipient", recipient)), .. options];
        return JavaServer.Shared.Ask("encrypt", words);
    }

    public static byte[] Decrypt(byte[] cms, TestIdentity recipient)
    {
        PeerKey key = PeerKey.Of(recipient);
        return JavaServer.Shared.Ask("decrypt", ("cms", Text(cms)), ("certificate", Text(key.Der)), ("key", Text(key.Pkcs8)));
    }

    public static byte[] Compress(byte[] content) => JavaServer.Shared.Ask("compress", ("content", Text(content)));

    public static byte[] Expand(byte[] cms) => JavaServer.Shared.Ask("expand", ("cms", Text(cms)));

    /// <summary>RSAES-OAEP with its three parameters.</summary>
    public static string Oaep(byte[] certificate, string digest, string maskDigest, byte[] label, bool keyIdentifier = false) =>
        string.Join(',', "oaep", Text(certificate), Text(keyIdentifier), JavaDigest(digest), JavaDigest(maskDigest), Text(label));

    /// <summary>Ephemeral-static agreement with ANSI X9.63 key derivation (RFC 5753 section 7.1.4).</summary>
    public static string Agreement(byte[] certificate, string digest, bool cofactor, string wrapOid, bool keyIdentifier = false) =>
        string.Join(',', "agree", Text(certificate), Text(keyIdentifier), AgreementOid(digest, cofactor), wrapOid);

    public static string KeyEncryptionKey(byte[] identifier, byte[] key) => string.Join(',', "kek", Text(identifier), Text(key));

    public static string Password(string password, string cipher, string digest, int iterations) =>
        string.Join(',', "password", password, CipherOid(cipher), digest, iterations.ToString(CultureInfo.InvariantCulture));

    public static string Text(byte[] octets) => Convert.ToBase64String(octets);

    public static string WrapOid(string cipher) =>
        cipher == "des3" ? "1.2.840.113549.1.9.16.3.6" : cipher.Contains("128", StringComparison.Ordinal) ? "2.16.840.1.101.3.4.1.5" : cipher.Contains("192", StringComparison.Ordinal) ? "2.16.840.1.101.3.4.1.25" : "2.16.840.1.101.3.4.1.45";

    private static string Text(bool flag) => flag ? "1" : "0";

    private static string Recipient(TestIdentity recipient, EnvelopeShape shape) =>
        !TestKeys.IsRsa(recipient.KeyType) ? Agreement(recipient.Der, shape.KdfDigest, shape.Cofactor, WrapOid(shape.Cipher), shape.KeyIdentifier)
        : shape.OaepDigest is { } digest ? Oaep(recipient.Der, digest, digest, [], shape.KeyIdentifier)
        : string.Join(',', "rsa", Text(recipient.Der), Text(shape.KeyIdentifier));

    // RFC 5753 section 7.1.4 and its appendix: dhSinglePass with SHA-1 stands apart from those of SHA-2.
    private static string AgreementOid(string digest, bool cofactor) => digest switch
    {
        "sha1" => cofactor ? "1.3.133.16.840.63.0.3" : "1.3.133.16.840.63.0.2",
        "sha256" => cofactor ? "1.3.132.1.14.1" : "1.3.132.1.11.1",
        "sha384" => cofactor ? "1.3.132.1.14.2" : "1.3.132.1.11.2",
        "sha512" => cofactor ? "1.3.132.1.14.3" : "1.3.132.1.11.3",
        _ => throw new ArgumentOutOfRangeException(nameof(digest)),
    };

    private static string JavaDigest(string digest) => digest.ToUpperInvariant().Replace("SHA", "SHA-", StringComparison.Ordinal);

    private static string AlgorithmName(TestIdentity signer, SignatureShape shape) =>
        shape.Digest.ToUpperInvariant() + (TestKeys.IsRsa(signer.KeyType) ? "withRSA" : "withECDSA");

    // The salt in octets, "digest" as long as the digest; nothing is PKCS#1 v1.5.
    private static string Salt(SignatureShape shape) => shape.PssSalt switch
    {
        null => string.Empty,
        "digest" => shape.Digest switch { "sha384" => "48", "sha512" => "64", "sha1" => "20", _ => "32" },
        "max" or "auto" => "222",
        _ => shape.PssSalt,
    };

    private static string CipherOid(string cipher) => cipher switch
    {
        "aes-128-cbc" => "2.16.840.1.101.3.4.1.2",
        "aes-192-cbc" => "2.16.840.1.101.3.4.1.22",
        "aes-256-cbc" => "2.16.840.1.101.3.4.1.42",
        "aes-128-gcm" => "2.16.840.1.101.3.4.1.6",
        "aes-192-gcm" => "2.16.840.1.101.3.4.1.26",
        "aes-256-gcm" => "2.16.840.1.101.3.4.1.46",
        "aes-128-ccm" => "2.16.840.1.101.3.4.1.7",
        "aes-192-ccm" => "2.16.840.1.101.3.4.1.27",
        "aes-256-ccm" => "2.16.840.1.101.3.4.1.47",
        "chacha20-poly1305" => "1.2.840.113549.1.9.16.3.18",
        "rc2-cbc" => "1.2.840.113549.3.2",
        "des3" => "1.2.840.113549.3.7",
        _ => throw new ArgumentOutOfRangeException(nameof(cipher)),
    };
}
