using System.Security.Cryptography;
using DomSec.Corpus.Asn1;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace DomSec.Corpus.Pki;

/// <summary>A committed private key. Signing with it gives the same octets every time: PKCS #1 v1.5, Ed25519, and ECDSA as RFC 6979 derives its nonce.</summary>
internal sealed class CorpusKey : IDisposable
{
    private readonly RSA? _rsa;

    private CorpusKey(string file, RSA? rsa, AsymmetricKeyParameter parameters, byte[] publicKey)
    {
        File = file;
        _rsa = rsa;
        Private = parameters;
        PublicKeyInfo = publicKey;
    }

    /// <summary>Relative to the corpus folder.</summary>
    public string File { get; }

    public AsymmetricKeyParameter Private { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKeyInfo { get; }

    public bool IsRsa => _rsa is not null;

    public bool IsEd25519 => Private is Ed25519PrivateKeyParameters;

    public AsymmetricKeyParameter Public => PublicKeyFactory.CreateKey(PublicKeyInfo);

    public static CorpusKey Load(string root, string name)
    {
        string file = $"keys/{name}.pem";
        string pem = System.IO.File.ReadAllText(Path.Combine(root, "keys", name + ".pem"));
        PemFields fields = PemEncoding.Find(pem);
        AsymmetricKeyParameter parameters = PrivateKeyFactory.CreateKey(Convert.FromBase64String(pem[fields.Base64Data]));
        if (parameters is RsaPrivateCrtKeyParameters)
        {
            RSA rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new CorpusKey(file, rsa, parameters, rsa.ExportSubjectPublicKeyInfo());
        }

        if (parameters is ECPrivateKeyParameters)
        {
            using ECDsa ec = ECDsa.Create();
            ec.ImportFromPem(pem);
            return new CorpusKey(file, null, parameters, ec.ExportSubjectPublicKeyInfo());
        }

        AsymmetricKeyParameter publicKey = parameters switch
        {
            Ed25519PrivateKeyParameters ed => ed.GeneratePublicKey(),
            X25519PrivateKeyParameters x => x.GeneratePublicKey(),
            _ => throw new InvalidDataException(file + " is of a kind that the corpus does not use."),
        };
        return new CorpusKey(file, null, parameters, SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(publicKey).GetDerEncoded());
    }

    /// <summary>The AlgorithmIdentifier of a certificate's signature by this key.</summary>
    public byte[] CertificateAlgorithm => IsRsa ? Der.Algorithm(Oids.Sha256WithRsa, Der.Null) : IsEd25519 ? Der.Algorithm(Oids.Ed25519) : Der.Algorithm(Oids.EcdsaWithSha256);

    /// <summary>The AlgorithmIdentifier of a SignerInfo's signature by this key.</summary>
    public byte[] SignerAlgorithm => IsRsa ? Der.Algorithm(Oids.RsaEncryption, Der.Null) : CertificateAlgorithm;

    public byte[] Sign(byte[] data, HashAlgorithmName hash)
    {
        if (_rsa is not null)
        {
            return _rsa.SignData(data, hash, RSASignaturePadding.Pkcs1);
        }

        if (Private is Ed25519PrivateKeyParameters ed)
        {
            var edSigner = new Ed25519Signer();
            edSigner.Init(forSigning: true, ed);
            edSigner.BlockUpdate(data, 0, data.Length);
            return edSigner.GenerateSignature();
        }

        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(forSigning: true, Private);
        Org.BouncyCastle.Math.BigInteger[] pair = signer.GenerateSignature(CryptographicOperations.HashData(hash, data));
        return Der.Sequence(Der.Integer(pair[0].ToByteArray()), Der.Integer(pair[1].ToByteArray()));
    }

    public void Dispose() => _rsa?.Dispose();
}
