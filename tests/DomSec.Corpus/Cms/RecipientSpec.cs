using System.Numerics;
using System.Security.Cryptography;
using DomSec.Corpus.Asn1;
using DomSec.Corpus.Pki;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.X509;

namespace DomSec.Corpus.Cms;

/// <summary>One RecipientInfo: key transport for RSA keys, key agreement (RFC 5753, RFC 8418) for the others.</summary>
internal sealed class RecipientSpec(Identity identity)
{
    public Identity Identity => identity;

    /// <summary>Whether the community of the case holds the key.</summary>
    public bool IsOurs { get; init; }

    public bool UsesKeyIdentifier { get; init; }

    public bool IsOaep { get; init; }

    public string Kind => identity.Key.IsRsa ? "ktri" : "kari";

    public byte[] Encode(byte[] key, SeededOctets source) => identity.Key.IsRsa ? Transport(key, source) : Agreement(key, source);

    /// <summary>KeyTransRecipientInfo (RFC 5652 section 6.2.1).</summary>
    private byte[] Transport(byte[] key, SeededOctets source)
    {
        byte[] algorithm = Der.Algorithm(Oids.RsaEncryption, Der.Null);
        byte[] encrypted;
        if (IsOaep)
        {
            byte[] hash = Der.Algorithm(Oids.Sha256, Der.Null);
            algorithm = Der.Algorithm(Oids.RsaesOaep, Der.Sequence(Der.Explicit(0, hash), Der.Explicit(1, Der.Algorithm(Oids.Mgf1, hash))));
            var oaep = new OaepEncoding(new RsaBlindedEngine(), new Sha256Digest(), new Sha256Digest(), null);
            oaep.Init(forEncryption: true, new ParametersWithRandom(identity.Key.Public, new SeededRandom(source)));
            encrypted = oaep.ProcessBlock(key, 0, key.Length);
        }
        else
        {
            encrypted = Pkcs1((RsaKeyParameters)identity.Key.Public, key, source);
        }

        return Der.Sequence(Der.Integer(UsesKeyIdentifier ? 2 : 0), UsesKeyIdentifier ? Der.Implicit(0, identity.KeyIdentifier) : identity.IssuerAndSerial, algorithm, Der.Octets(encrypted));
    }

    /// <summary>RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1), with padding octets that are drawn once.</summary>
    private static byte[] Pkcs1(RsaKeyParameters rsa, byte[] key, SeededOctets source)
    {
        int length = (rsa.Modulus.BitLength + 7) / 8;
        byte[] padding = [.. source.Take(length - 3 - key.Length).Select(octet => octet == 0 ? (byte)1 : octet)];
        byte[] block = [0, 2, .. padding, 0, .. key];
        BigInteger value = BigInteger.ModPow(Number(block), Number(rsa.Exponent.ToByteArrayUnsigned()), Number(rsa.Modulus.ToByteArrayUnsigned()));
        byte[] result = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - result.Length], .. result];
    }

    private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    /// <summary>KeyAgreeRecipientInfo with an ephemeral originator key (RFC 5652 section 6.2.2).</summary>
    private byte[] Agreement(byte[] key, SeededOctets source)
    {
        byte[] wrap = Der.Algorithm(Oids.Aes256Wrap);

        // ECC-CMS-SharedInfo (RFC 5753 section 7.2): the key wrap algorithm and the length of its key in bits.
        byte[] shared = Der.Sequence(wrap, Der.Explicit(2, Der.Octets([0, 0, 1, 0])));
        byte[] wrappingKey;
        byte[] ephemeral;
        string scheme;
        if (identity.Key.Private is X25519PrivateKeyParameters)
        {
            var own = new X25519PrivateKeyParameters(source.Take(32));
            byte[] secret = new byte[32];
            own.GenerateSecret((X25519PublicKeyParameters)identity.Key.Public, secret, 0);
            wrappingKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, salt: null, info: shared);
            ephemeral = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(own.GeneratePublicKey()).GetDerEncoded();
            scheme = Oids.EcdhHkdfSha256;
        }
        else
        {
            var recipient = (ECPublicKeyParameters)identity.Key.Public;
            var scalar = new Org.BouncyCastle.Math.BigInteger(1, source.Take(31));
            var agreement = new ECDHBasicAgreement();
            agreement.Init(new ECPrivateKeyParameters(scalar, recipient.Parameters));
            byte[] agreed = agreement.CalculateAgreement(recipient).ToByteArrayUnsigned();
            byte[] secret = [.. new byte[32 - agreed.Length], .. agreed];
            wrappingKey = SHA256.HashData([.. secret, 0, 0, 0, 1, .. shared]);
            byte[] point = recipient.Parameters.G.Multiply(scalar).Normalize().GetEncoded(compressed: false);
            ephemeral = Der.Sequence(Der.Algorithm("1.2.840.10045.2.1", Der.Oid("1.2.840.10045.3.1.7")), Der.Bits(point));
            scheme = Oids.EcdhSha256Kdf;
        }

        var engine = new AesWrapEngine();
        engine.Init(forWrapping: true, new KeyParameter(wrappingKey));
        byte[] encrypted = engine.Wrap(key, 0, key.Length);
        byte[] identifier = UsesKeyIdentifier ? Der.Explicit(0, Der.Octets(identity.KeyIdentifier)) : identity.IssuerAndSerial;
        byte[] body = Der.Concat(
            Der.Integer(3),
            Der.Explicit(0, Der.Tlv(0xA1, Der.ContentsOf(ephemeral))),
            Der.Algorithm(scheme, wrap),
            Der.Sequence(Der.Sequence(identifier, Der.Octets(encrypted))));
        return Der.Tlv(0xA1, body);
    }
}
