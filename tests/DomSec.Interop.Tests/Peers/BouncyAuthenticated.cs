using DomSec.TestKit;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using PkcsObjectIdentifiers = Org.BouncyCastle.Asn1.Pkcs.PkcsObjectIdentifiers;

namespace DomSec.Interop.Tests.Peers;

/// <summary>
/// AuthEnvelopedData with BouncyCastle's structures and ciphers: its CMS classes for it are not public. A second opinion beside OpenSSL,
/// and the only maker of 12-octet tags (RFC 5084 section 3.2's DEFAULT) and of authenticated attributes.
/// </summary>
internal static class BouncyAuthenticated
{
    private static readonly Dictionary<int, DerObjectIdentifier> _gcm = new()
    {
        [16] = new(CmsEnvelopedGenerator.Aes128Gcm),
        [24] = new(CmsEnvelopedGenerator.Aes192Gcm),
        [32] = new(CmsEnvelopedGenerator.Aes256Gcm),
    };

    /// <summary>Encrypts to an RSA key with PKCS#1 v1.5; the tag's length stands in the parameters unless it is the default.</summary>
    public static byte[] Encrypt(byte[] content, TestIdentity recipient, int tagOctets, bool withAttributes, int keyOctets = 32)
    {
        byte[] key = SecureRandom.GetNextBytes(new SecureRandom(), keyOctets);
        byte[] nonce = SecureRandom.GetNextBytes(new SecureRandom(), 12);
        Asn1Set? attributes = withAttributes ? new DerSet(new Org.BouncyCastle.Asn1.Cms.Attribute(CmsAttributes.ContentType, new DerSet(CmsObjectIdentifiers.Data))) : null;
        byte[] sealedContent = Process(forEncryption: true, key, nonce, tagOctets, attributes, content);
        Asn1Encodable parameters = tagOctets == 12 ? new DerSequence(new DerOctetString(nonce)) : new DerSequence(new DerOctetString(nonce), DerInteger.ValueOf(tagOctets));
        var wrapper = new Asn1KeyWrapper(PkcsObjectIdentifiers.RsaEncryption, DerNull.Instance, BouncyPeer.Certificate(recipient));
        var info = new KeyTransRecipientInfoGenerator(BouncyPeer.Certificate(recipient), wrapper);
        var data = new AuthEnvelopedData(
            originatorInfo: null,
            new DerSet(info.Generate(new KeyParameter(key), new SecureRandom())),
            new EncryptedContentInfo(CmsObjectIdentifiers.Data, new AlgorithmIdentifier(_gcm[keyOctets], parameters), new DerOctetString(sealedContent[..^tagOctets])),
            attributes,
            new DerOctetString(sealedContent[^tagOctets..]),
            unauthAttrs: null);
        return new ContentInfo(CmsObjectIdentifiers.AuthEnvelopedData, data).GetDerEncoded();
    }

    /// <summary>Opens one with the key of its first recipient, RSAES-OAEP with SHA-256: AES-GCM with a tag of 16 octets.</summary>
    public static byte[] Decrypt(byte[] cms, TestIdentity recipient)
    {
        (byte[] key, AuthEnvelopedData data) = Recover(cms, recipient);
        EncryptedContentInfo content = data.AuthEncryptedContentInfo;
        Assert.Equal(_gcm[key.Length], content.ContentEncryptionAlgorithm.Algorithm);
        var gcm = Org.BouncyCastle.Asn1.Cms.GcmParameters.GetInstance(content.ContentEncryptionAlgorithm.Parameters);
        byte[] mac = data.Mac.GetOctets();
        Assert.Equal((12, 16, 16), (gcm.GetNonce().Length, gcm.IcvLen, mac.Length));
        return Process(forEncryption: false, key, gcm.GetNonce(), mac.Length, data.AuthAttrs, [.. content.EncryptedContent.GetOctets(), .. mac]);
    }

    /// <summary>As <see cref="Decrypt"/>, for a tag of the default length, for ChaCha20-Poly1305 (RFC 8103), or for either under a derived key (RFC 9709).</summary>
    public static byte[] DecryptOther(byte[] cms, TestIdentity recipient, int tagOctets, bool derived)
    {
        (byte[] key, AuthEnvelopedData data) = Recover(cms, recipient);
        AlgorithmIdentifier algorithm = data.AuthEncryptedContentInfo.ContentEncryptionAlgorithm;
        Assert.Equal(derived, algorithm.Algorithm.Id == "1.2.840.113549.1.9.16.3.31");
        if (derived)
        {
            algorithm = AlgorithmIdentifier.GetInstance(algorithm.Parameters);
            var hkdf = new Org.BouncyCastle.Crypto.Generators.HkdfBytesGenerator(new Sha256Digest());
            hkdf.Init(new HkdfParameters(key, "The Cryptographic Message Syntax"u8.ToArray(), algorithm.GetDerEncoded()));
            hkdf.GenerateBytes(key, 0, key.Length);
        }

        byte[] mac = data.Mac.GetOctets();
        byte[] input = [.. data.AuthEncryptedContentInfo.EncryptedContent.GetOctets(), .. mac];
        if (algorithm.Algorithm.Id != "1.2.840.113549.1.9.16.3.18")
        {
            var gcm = Org.BouncyCastle.Asn1.Cms.GcmParameters.GetInstance(algorithm.Parameters);
            Assert.Equal((tagOctets, tagOctets), (gcm.IcvLen, mac.Length));
            return Process(forEncryption: false, key, gcm.GetNonce(), mac.Length, data.AuthAttrs, input);
        }

        // RFC 8103 section 3: the nonce alone as an OCTET STRING, a tag of 16 octets.
        Assert.Equal(16, mac.Length);
        var cipher = new ChaCha20Poly1305();
        cipher.Init(false, new AeadParameters(new KeyParameter(key), 128, Asn1OctetString.GetInstance(algorithm.Parameters).GetOctets(), data.AuthAttrs?.GetEncoded(Asn1Encodable.Der) ?? []));
        byte[] output = new byte[cipher.GetOutputSize(input.Length)];
        int written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
        written += cipher.DoFinal(output, written);
        return output[..written];
    }

    private static (byte[] Key, AuthEnvelopedData Data) Recover(byte[] cms, TestIdentity recipient)
    {
        var info = ContentInfo.GetInstance(Asn1Object.FromByteArray(cms));
        Assert.Equal(CmsObjectIdentifiers.AuthEnvelopedData, info.ContentType);
        var data = AuthEnvelopedData.GetInstance(info.Content);
        var transport = KeyTransRecipientInfo.GetInstance(RecipientInfo.GetInstance(data.RecipientInfos[0]).Info);
        Assert.Equal(PkcsObjectIdentifiers.IdRsaesOaep, transport.KeyEncryptionAlgorithm.Algorithm);
        var rsa = new OaepEncoding(new RsaEngine(), new Sha256Digest());
        rsa.Init(forEncryption: false, BouncyPeer.Key(recipient));
        byte[] wrapped = transport.EncryptedKey.GetOctets();
        return (rsa.ProcessBlock(wrapped, 0, wrapped.Length), data);
    }

    // RFC 5083 section 2.2: the associated data is the DER of authAttrs as a SET OF, or nothing.
    private static byte[] Process(bool forEncryption, byte[] key, byte[] nonce, int tagOctets, Asn1Set? attributes, byte[] input)
    {
        var gcm = new GcmBlockCipher(new AesEngine());
        gcm.Init(forEncryption, new AeadParameters(new KeyParameter(key), tagOctets * 8, nonce, attributes?.GetEncoded(Asn1Encodable.Der) ?? []));
        byte[] output = new byte[gcm.GetOutputSize(input.Length)];
        int written = gcm.ProcessBytes(input, 0, input.Length, output, 0);
        written += gcm.DoFinal(output, written);
        return output[..written];
    }
}
