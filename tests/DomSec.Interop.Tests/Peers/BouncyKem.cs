using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace DomSec.Interop.Tests.Peers;

/// <summary>KEMRecipientInfo (RFC 9629) with BouncyCastle's structures, ML-KEM, HKDF and key wrap: its CMS has no class for such recipients. AES-256-GCM beneath.</summary>
internal static class BouncyKem
{
    private static readonly AlgorithmIdentifier _hkdf = new(new DerObjectIdentifier("1.2.840.113549.1.9.16.3.28"));
    private static readonly DerObjectIdentifier _oriKem = new("1.2.840.113549.1.9.16.13.3");
    private static readonly DerObjectIdentifier _gcm = new("2.16.840.1.101.3.4.1.46");

    public static byte[] Encrypt(byte[] content, PeerKey recipient)
    {
        var certificate = new Org.BouncyCastle.X509.X509Certificate(recipient.Der);
        var publicKey = (MLKemPublicKeyParameters)certificate.GetPublicKey();
        var encapsulator = new MLKemEncapsulator(publicKey.Parameters);
        encapsulator.Init(new ParametersWithRandom(publicKey, new SecureRandom()));
        byte[] ciphertext = new byte[encapsulator.EncapsulationLength];
        byte[] secret = new byte[encapsulator.SecretLength];
        encapsulator.Encapsulate(ciphertext, 0, ciphertext.Length, secret, 0, secret.Length);
        byte[] key = SecureRandom.GetNextBytes(new SecureRandom(), 32);
        byte[] nonce = SecureRandom.GetNextBytes(new SecureRandom(), 12);
        AlgorithmIdentifier wrap = Wrap(publicKey.Parameters);
        int kekLength = KekLength(wrap);
        var wrapper = new AesWrapEngine();
        wrapper.Init(forWrapping: true, new KeyParameter(Derive(secret, wrap, kekLength)));
        SubjectPublicKeyInfo spki = certificate.CertificateStructure.SubjectPublicKeyInfo;
        var kem = new DerSequence(
            DerInteger.Zero,
            new Org.BouncyCastle.Asn1.Cms.IssuerAndSerialNumber(certificate.IssuerDN, certificate.SerialNumber),
            spki.Algorithm, new DerOctetString(ciphertext), _hkdf, DerInteger.ValueOf(kekLength), wrap, new DerOctetString(wrapper.Wrap(key, 0, key.Length)));
        byte[] output = Gcm(forEncryption: true, key, nonce, content);
        var data = new AuthEnvelopedData(
            originatorInfo: null,
            new DerSet(new RecipientInfo(new OtherRecipientInfo(_oriKem, kem))),
            new EncryptedContentInfo(CmsObjectIdentifiers.Data, new AlgorithmIdentifier(_gcm, new DerSequence(new DerOctetString(nonce), DerInteger.ValueOf(16))), new DerOctetString(output[..^16])),
            authAttrs: null,
            new DerOctetString(output[^16..]),
            unauthAttrs: null);
        return new ContentInfo(CmsObjectIdentifiers.AuthEnvelopedData, data).GetDerEncoded();
    }

    public static byte[] Decrypt(byte[] cms, PeerKey recipient)
    {
        var data = AuthEnvelopedData.GetInstance(ContentInfo.GetInstance(Asn1Object.FromByteArray(cms)).Content);
        var other = OtherRecipientInfo.GetInstance(RecipientInfo.GetInstance(Assert.Single(data.RecipientInfos)).Info);
        Assert.Equal(_oriKem, other.OriType);
        var kem = Asn1Sequence.GetInstance(other.OriValue);
        var key = (MLKemPrivateKeyParameters)PrivateKeyFactory.CreateKey(recipient.Pkcs8);
        var decapsulator = new MLKemDecapsulator(key.Parameters);
        decapsulator.Init(key);
        byte[] ciphertext = Asn1OctetString.GetInstance(kem[3]).GetOctets();
        byte[] secret = new byte[decapsulator.SecretLength];
        decapsulator.Decapsulate(ciphertext, 0, ciphertext.Length, secret, 0, secret.Length);
        Assert.Equal(_hkdf, AlgorithmIdentifier.GetInstance(kem[4]));
        var wrap = AlgorithmIdentifier.GetInstance(kem[6]);
        Assert.Equal(Wrap(key.Parameters), wrap);
        int kekLength = DerInteger.GetInstance(kem[5]).IntValueExact;
        Assert.Equal(KekLength(wrap), kekLength);
        var wrapper = new AesWrapEngine();
        wrapper.Init(forWrapping: false, new KeyParameter(Derive(secret, wrap, kekLength)));
        byte[] wrapped = Asn1OctetString.GetInstance(kem[7]).GetOctets();
        EncryptedContentInfo content = data.AuthEncryptedContentInfo;
        Assert.Equal(_gcm, content.ContentEncryptionAlgorithm.Algorithm);
        var gcm = Org.BouncyCastle.Asn1.Cms.GcmParameters.GetInstance(content.ContentEncryptionAlgorithm.Parameters);
        return Gcm(forEncryption: false, wrapper.Unwrap(wrapped, 0, wrapped.Length), gcm.GetNonce(), [.. content.EncryptedContent.GetOctets(), .. data.Mac.GetOctets()]);
    }

    // RFC 9936 section 2.1: AES-128 wrap with ML-KEM-512, AES-256 wrap with the others.
    private static AlgorithmIdentifier Wrap(MLKemParameters parameters) =>
        new(new DerObjectIdentifier(parameters == MLKemParameters.ml_kem_512 ? "2.16.840.1.101.3.4.1.5" : "2.16.840.1.101.3.4.1.45"));

    private static int KekLength(AlgorithmIdentifier wrap) => wrap.Algorithm.Id.EndsWith(".5", StringComparison.Ordinal) ? 16 : 32;

    private static byte[] Derive(byte[] secret, AlgorithmIdentifier wrap, int kekLength)
    {
        var hkdf = new HkdfBytesGenerator(new Sha256Digest());
        hkdf.Init(new HkdfParameters(secret, null, new DerSequence(wrap, DerInteger.ValueOf(kekLength)).GetDerEncoded()));
        byte[] kek = new byte[kekLength];
        hkdf.GenerateBytes(kek, 0, kek.Length);
        return kek;
    }

    private static byte[] Gcm(bool forEncryption, byte[] key, byte[] nonce, byte[] input)
    {
        var gcm = new GcmBlockCipher(new AesEngine());
        gcm.Init(forEncryption, new AeadParameters(new KeyParameter(key), 128, nonce));
        byte[] output = new byte[gcm.GetOutputSize(input.Length)];
        int written = gcm.ProcessBytes(input, 0, input.Length, output, 0);
        written += gcm.DoFinal(output, written);
        return output[..written];
    }
}
