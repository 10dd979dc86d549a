using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Pkcs11Sample;
using DomSec.TestKit;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace DomSec.Interop.Tests;

/// <summary>SoftHSM with tokens, keys made in them that cannot be exported, and certificates for them.</summary>
public sealed class TokenFixture : IDisposable
{
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Pkcs11InteropFactories _factories = new();
    private readonly SoftHsm? _hsm;
    private readonly IPkcs11Library? _library;

    public TokenFixture()
    {
        var request = new CertificateRequest("CN=Token Root", _rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Root = request.CreateSelfSigned(TestCa.DefaultNotBefore, TestCa.DefaultNotAfter);
        if (TestKit.Peers.Find("softhsm2-util") is null)
        {
            return; // each test says so
        }

        _hsm = new SoftHsm("gateway", "doomed", "locked");
        _library = Pkcs11Module.Load(_hsm.Module);
    }

    public X509Certificate2 Root { get; }

    public string Folder => _hsm!.Tokens;

    public IPkcs11Library Library
    {
        get
        {
            TestKit.Peers.Require("softhsm2-util");
            return _library!;
        }
    }

    public ISlot Slot(string token) => Library.GetSlotList(SlotsType.WithTokenPresent).First(slot => slot.GetTokenInfo().Label.TrimEnd() == token);

    /// <summary>A key pair made in a token for a role of acme.example, and its certificate.</summary>
    public (byte[] Id, X509Certificate2 Certificate) Make(string label, bool isRsa, bool decrypts)
    {
        byte[] id = RandomNumberGenerator.GetBytes(8);
        PublicKey publicKey = Generate(label, id, isRsa);
        string name = decrypts ? "domain-confidentiality-authority" : "domain-signing-authority";
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        subject.AddOrganizationName("acme.example");
        var request = new CertificateRequest(subject.Build(), publicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(!decrypts ? X509KeyUsageFlags.DigitalSignature : isRsa ? X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.KeyAgreement, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(publicKey, critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(name + "@acme.example");
        request.CertificateExtensions.Add(names.Build());
        return (id, request.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(_rootKey), TestCa.DefaultNotBefore, TestCa.DefaultNotAfter, [1, .. id]));
    }

    /// <summary>Whether the token gives the private key away.</summary>
    public bool IsExtractable(string label, byte[] id)
    {
        using ISession session = Open(label);
        IObjectAttributeFactory attributes = _factories.ObjectAttributeFactory;
        IObjectHandle key = session.FindAllObjects([attributes.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY), attributes.Create(CKA.CKA_ID, id)])[0];
        List<IObjectAttribute> values = session.GetAttributeValue(key, [CKA.CKA_EXTRACTABLE, CKA.CKA_SENSITIVE, CKA.CKA_PRIVATE_EXPONENT]);
        return values[0].GetValueAsBool() || !values[1].GetValueAsBool() || !values[2].CannotBeRead;
    }

    public void Dispose()
    {
        _library?.Dispose();
        _hsm?.Dispose();
        _rootKey.Dispose();
        Root.Dispose();
    }

    private ISession Open(string label)
    {
        ISession session = Slot(label).OpenSession(SessionType.ReadWrite);
        if (session.GetSessionInfo().State is not (CKS.CKS_RO_USER_FUNCTIONS or CKS.CKS_RW_USER_FUNCTIONS))
        {
            session.Login(CKU.CKU_USER, SoftHsm.Pin);
        }

        return session;
    }

    private PublicKey Generate(string label, byte[] id, bool isRsa)
    {
        using ISession session = Open(label);
        IObjectAttributeFactory attributes = _factories.ObjectAttributeFactory;
        List<IObjectAttribute> publicHalf = [attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_ID, id), attributes.Create(CKA.CKA_VERIFY, true)];
        List<IObjectAttribute> privateHalf =
        [
            attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_PRIVATE, true), attributes.Create(CKA.CKA_ID, id), attributes.Create(CKA.CKA_SENSITIVE, true),
            attributes.Create(CKA.CKA_EXTRACTABLE, false), attributes.Create(CKA.CKA_SIGN, true), attributes.Create(isRsa ? CKA.CKA_DECRYPT : CKA.CKA_DERIVE, true),
        ];
        if (isRsa)
        {
            publicHalf.AddRange([attributes.Create(CKA.CKA_MODULUS_BITS, 2048UL), attributes.Create(CKA.CKA_PUBLIC_EXPONENT, [1, 0, 1]), attributes.Create(CKA.CKA_ENCRYPT, true)]);
        }
        else
        {
            publicHalf.Add(attributes.Create(CKA.CKA_EC_PARAMS, Convert.FromHexString("06082A8648CE3D030107"))); // P-256
        }

        using IMechanism mechanism = _factories.MechanismFactory.Create(isRsa ? CKM.CKM_RSA_PKCS_KEY_PAIR_GEN : CKM.CKM_EC_KEY_PAIR_GEN);
        session.GenerateKeyPair(mechanism, publicHalf, privateHalf, out IObjectHandle publicKey, out _);
        if (isRsa)
        {
            List<IObjectAttribute> values = session.GetAttributeValue(publicKey, [CKA.CKA_MODULUS, CKA.CKA_PUBLIC_EXPONENT]);
            using var rsa = RSA.Create(new RSAParameters { Modulus = values[0].GetValueAsByteArray(), Exponent = values[1].GetValueAsByteArray() });
            return PublicKey.CreateFromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo(), out _);
        }

        byte[] point = AsnDecoder.ReadOctetString(session.GetAttributeValue(publicKey, [CKA.CKA_EC_POINT])[0].GetValueAsByteArray(), AsnEncodingRules.DER, out _);
        using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        return PublicKey.CreateFromSubjectPublicKeyInfo(ec.ExportSubjectPublicKeyInfo(), out _);
    }
}
