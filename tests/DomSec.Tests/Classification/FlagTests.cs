using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Naming;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Each flag is raised by a message that breaks its rule and by none that nearly does; decisions 2, 3, 8, 12 and 13 say what becomes of the status.</summary>
public sealed class FlagTests
{
    private static readonly Dictionary<string, FlagCase> Naming = new(StringComparer.Ordinal)
    {
        ["two common names"] = new(
            SecurityFlags.NameCn,
            () => Build.SignedBy(shape => shape.CommonNames.Add("second")),
            () => Build.SignedBy(shape => shape.CommonNames[0] = "DOMAIN-signing-Authority"),
            SecurityStatus.Policy),
        ["no common name"] = new(SecurityFlags.NameCn, () => Build.SignedBy(shape => shape.CommonNames.Clear()), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["common name with a suffix"] = new(
            SecurityFlags.NameCn, () => Build.SignedBy(shape => shape.CommonNames[0] += "."), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["common name with a zero-width space"] = new(
            SecurityFlags.NameCn, () => Build.SignedBy(shape => shape.CommonNames[0] += "\u200B"), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["local part of a person"] = new(
            SecurityFlags.NameLocalPart,
            () => Build.SignedBy(shape => shape.Emails[0] = "alice@acme.example"),
            () => Build.SignedBy(shape => shape.Emails[0] = "DOMAIN-signing-authority@ACME.example"),
            SecurityStatus.Policy),
        ["local part of a person beside the role's"] = new(
            SecurityFlags.NameLocalPart,
            () => Build.SignedBy(shape => shape.Emails.Add("alice@acme.example")),
            () => Build.SignedBy(shape => shape.Emails.Add("domain-signing-authority@acme.invalid")),
            SecurityStatus.Policy),
        ["addresses that disagree"] = new(
            SecurityFlags.NameAddress,
            () => Build.SignedBy(shape => shape.SubjectEmails.Add("domain-signing-authority@other.example")),
            () => Build.SignedBy(shape => shape.SubjectEmails.Add("domain-signing-authority@acme.example")),
            SecurityStatus.Policy),
        ["reviewer's certificate under a domain signature"] = new(
            SecurityFlags.RoleMismatch,
            () => Build.DomainSigned(Ids.AcmeReviewer),
            () => LayeredMessage.Of(Messages.Plain()).Null().Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.None },
        ["partner's certificate that is named by no convention"] = new(
            SecurityFlags.NameProfile,
            () => Build.SignedBy(shape => shape.CommonNames[0] = "Acme Gateway"),
            () => Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole)),
            SecurityStatus.Policy) { Doors = ForEmailRole },
        ["partner's certificate that is named as agreed"] = new(
            SecurityFlags.NameAgreed, () => Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole)), () => Build.DomainSigned(), SecurityStatus.Pass) { Doors = ForEmailRole },
        ["blanks around the address of a partner's certificate"] = new(
            SecurityFlags.NameBlanks,
            () => Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole, change: shape => shape.SubjectEmails.Add("domain-signing-authority@acme.example "))),
            () => Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole, change: shape => shape.SubjectEmails.Add("domain-signing-authority@acme.example"))),
            SecurityStatus.Pass) { Doors = ForEmailRole },
        ["another key than the pinned one"] = new(
            SecurityFlags.PinMissing, () => Build.DomainSigned(Ids.AcmeRsaSigner), () => Build.DomainSigned(), SecurityStatus.Policy)
        {
            Doors = static () => AgreementTests.Doors(new PeerAgreement { Pins = [CertificatePin.OfPublicKey(Ids.AcmeSigner.Certificate)] }),
        },
        ["authority without a type"] = new(
            SecurityFlags.RoleWithoutType,
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.AcmeSigner).ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).Null().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.None),
    };

    private static readonly Dictionary<string, FlagCase> Mapping = new(StringComparer.Ordinal)
    {
        ["unrelated domain"] = new(
            SecurityFlags.MapNotAscendant, () => Build.DomainSigned(Ids.EvilSigner), () => Build.DomainSigned(Ids.EvilSigner, "alice@evil.example"), SecurityStatus.Policy),
        ["evil suffix"] = new(
            SecurityFlags.MapNotAscendant, () => Build.DomainSigned(from: "alice@notacme.example"), () => Build.DomainSigned(from: "alice@not.acme.example"), SecurityStatus.Policy),
        ["child for its parent"] = new(
            SecurityFlags.MapNotAscendant,
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "sales.acme.example", TestKeyType.P256)),
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "sales.acme.example", TestKeyType.P256), "x@SALES.acme.example"),
            SecurityStatus.Policy),
        ["public suffix"] = new(
            SecurityFlags.MapPublicSuffix,
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "co.nz", TestKeyType.P256), "alice@acme.co.nz"),
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.co.nz", TestKeyType.P256), "alice@acme.co.nz"),
            SecurityStatus.Policy),
        ["private public suffix"] = new(
            SecurityFlags.MapPublicSuffix,
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "github.io", TestKeyType.P256), "alice@acme.github.io"),
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.github.io", TestKeyType.P256), "alice@acme.github.io"),
            SecurityStatus.Policy),
        ["top-level domain"] = new(
            SecurityFlags.MapPublicSuffix,
            () => Build.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "example", TestKeyType.P256)),
            () => Build.DomainSigned(),
            SecurityStatus.Policy),
        ["no domain part at all"] = new(
            SecurityFlags.MapVacuous,
            () => Build.SignedBy(shape =>
            {
                shape.Emails.Clear();
                shape.Organization = null;
            }),
            () => Build.SignedBy(shape => shape.Emails.Clear()),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.Policy },
        ["directory name only"] = new(
            SecurityFlags.MapUnverifiable,
            () => Build.SignedBy(shape => shape.Emails.Clear()),
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Signed(Ids.Signer(shape => shape.Emails.Clear()), DomainSig).ToOctets(),
            SecurityStatus.Policy),
        ["no From"] = new(SecurityFlags.MapUnverifiable, () => Build.WithHeader("To: bob@partner.example\r\n"), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["empty From"] = new(SecurityFlags.MapUnverifiable, () => Build.WithHeader("From:\r\n"), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["two From"] = new(
            SecurityFlags.MapUnverifiable,
            () => Build.WithHeader("From: alice@acme.example\r\nFrom: alice@acme.example\r\n"),
            () => Build.WithHeader("From: alice@acme.example\r\nResent-From: eve@evil.example\r\n"),
            SecurityStatus.Policy),
        ["group"] = new(
            SecurityFlags.MapUnverifiable,
            () => Build.WithHeader("From: all: alice@acme.example;\r\n"),
            () => Build.WithHeader("From: alice@acme.example, carol@acme.example\r\n"),
            SecurityStatus.Policy),
    };

    private static readonly Dictionary<string, FlagCase> Types = new(StringComparer.Ordinal)
    {
        ["type among the unsigned attributes"] = new(
            SecurityFlags.TypeUnsigned, () => Build.Signer(signer => signer.UnsignedAttributes.Add(TypeAttribute(DomainSig))), () => Build.DomainSigned(), SecurityStatus.None),
        ["type signed and unsigned"] = new(
            SecurityFlags.TypeUnsigned,
            () => Build.Signer(signer => signer.Types(DomainSig).UnsignedAttributes.Add(TypeAttribute(DomainSig))),
            () => Build.Signer(signer => signer.Types(DomainSig).UnsignedAttributes.Add(Attribute("1.2.3.4", Tlv.Null))),
            SecurityStatus.Policy),
        ["attribute twice"] = new(
            SecurityFlags.TypeDuplicate, () => Build.Signer(signer => signer.Types(DomainSig).Types(DomainSig)), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["value twice"] = new(
            SecurityFlags.TypeDuplicate, () => Build.Signer(signer => signer.Types(DomainSig, DomainSig)), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["additional attributes beside another"] = new(
            SecurityFlags.TypeExclusive,
            () => Build.Signer(signer => signer.Types(AddAttribSig, DomainSig)),
            () => LayeredMessage.Of(Messages.Plain()).Null().Signed(Ids.AcmeAttributes, AddAttribSig).ToOctets(),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.None },
        ["signers of different types"] = new(
            SecurityFlags.TypeInconsistent,
            () => Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig))),
            () => Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig))),
            SecurityStatus.Policy),
        ["signers with and without a type"] = new(
            SecurityFlags.TypeInconsistent,
            () => Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.Alice)),
            () => LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice).By(Ids.RsaAlice)).ToOctets(),
            SecurityStatus.Policy),
        ["empty sequence"] = new(
            SecurityFlags.TypeEmpty, () => Build.Signer(signer => signer.Types()), () => Build.DomainSigned(), SecurityStatus.None),
        ["no value"] = new(
            SecurityFlags.TypeEmpty, () => Build.Signer(signer => signer.SignedAttributes.Add(Build.Types())), () => Build.DomainSigned(), SecurityStatus.None),
        ["two values in the set"] = new(
            SecurityFlags.TypeForm,
            () => Build.Signer(signer => signer.SignedAttributes.Add(Build.Types(TypeValue(OriginatorSig), TypeValue(DomainSig)))),
            () => Build.DomainSigned(),
            SecurityStatus.Policy),
        ["bare identifier"] = new(
            SecurityFlags.TypeForm, () => Build.Signer(signer => signer.SignedAttributes.Add(Build.Types(Tlv.Oid(DomainSig)))), () => Build.DomainSigned(), SecurityStatus.Policy),
        ["unknown type beside a known one"] = new(
            SecurityFlags.TypeUnknown, () => Build.Signer(signer => signer.Types(DomainSig, "1.2.840.113549.1.9.16.9.99")), () => Build.DomainSigned(), SecurityStatus.Pass),
        ["attribute identifier of a draft"] = new(
            SecurityFlags.TypeLegacyOid,
            () => Build.Signer(signer => signer.SignedAttributes.Add(Attribute("1.2.840.113549.1.9.28", TypeValue(DomainSig)))),
            () => Build.DomainSigned(),
            SecurityStatus.Pass),
        ["value identifier of a draft"] = new(
            SecurityFlags.TypeLegacyOid, () => Build.Signer(signer => signer.Types(OddSignatures.SignatureType + ".2")), () => Build.DomainSigned(), SecurityStatus.Pass),
        ["domain signature beside the author's"] = new(
            SecurityFlags.TypeParallel,
            () => LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice).By(Ids.AcmeSigner, signer => signer.Types(DomainSig))).ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass) { Doors = static () => AgreementTests.Doors(new PeerAgreement { Dialects = PeerDialects.ParallelSignatures }) },
        ["domain signature over text"] = new(
            SecurityFlags.NoEncapsulation,
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Policy),
        ["domain signature over encryption"] = new(
            SecurityFlags.NoEncapsulation,
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Null().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Policy),
    };

    private static readonly Dictionary<string, FlagCase> Layers = new(StringComparer.Ordinal)
    {
        ["empty layer alone"] = new(
            SecurityFlags.NullOnly, () => LayeredMessage.Of(Messages.Plain()).Null().ToOctets(), () => Build.DomainSigned(), SecurityStatus.None),
        ["empty layer in another"] = new(
            SecurityFlags.NullOnly, () => LayeredMessage.Of(Messages.Plain()).Null().Null().ToOctets(), () => Messages.Plain(), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["fewer reviewers than asked for"] = new(
            SecurityFlags.ReviewMissing,
            () => Build.DomainSigned(),
            () => LayeredMessage.Of(Build.DomainSigned()).Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(),
            SecurityStatus.Policy) { Doors = static () => TestDoors.ForPartner(new DomSecOptions { RequiredReviews = 1 }) },
        ["encrypted by an authority of another domain"] = new(
            SecurityFlags.DcaMapping, () => EncryptedBy(Ids.OtherDca), () => EncryptedBy(Ids.AcmeDca), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["encrypted by an authority of a public suffix"] = new(
            SecurityFlags.DcaMapping, () => EncryptedBy(Ids.Dca("example")), () => EncryptedBy(Ids.Alice), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["encrypted by an authority that is named wrongly"] = new(
            SecurityFlags.DcaName,
            () => EncryptedBy(Ids.Dca("acme.example", shape => shape.CommonNames.Add("second"))),
            () => EncryptedBy(Ids.AcmeDca),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["encrypted by an authority that signs"] = new(
            SecurityFlags.DcaName, () => EncryptedBy(Ids.AcmeSigner), () => EncryptedBy(Ids.Bob), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["encrypted by an authority under the name of a draft"] = new(
            SecurityFlags.NameLegacy, () => EncryptedBy(OldDca()), () => EncryptedBy(Ids.AcmeDca), SecurityStatus.None)
        {
            NearMissStatus = SecurityStatus.None, Doors = static () => AgreementTests.Doors(new PeerAgreement { Dialects = PeerDialects.EncryptingAuthority }),
        },
        ["an old name that nobody agreed on"] = new(
            SecurityFlags.DcaName, () => EncryptedBy(OldDca()), () => EncryptedBy(Ids.AcmeDca), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["digested data"] = new(
            SecurityFlags.Opaque,
            () => LayeredMessage.Of(Messages.Plain()).Carry(Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.7.5"), Tlv.Of(0xA0, Tlv.Of(
                Tlv.Sequence, Tlv.Integer(0), Tlv.Algorithm("2.16.840.1.101.3.4.2.1"), Tlv.Of(Tlv.Sequence, Tlv.Oid(Data), Tlv.Of(0xA0, Tlv.Of(Tlv.OctetString, [1]))), Tlv.Of(Tlv.OctetString, new byte[32])))), "signed-data").ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).Null().ToOctets(),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["encrypted part of a multipart"] = new(
            SecurityFlags.Partial,
            () => Mixed(Encoding.Latin1.GetString(LayeredMessage.Of(Messages.Plain()).Enveloped(Ids.PartnerDca).Entity)),
            () => Mixed("Content-Type: application/octet-stream\r\n\r\nsmime\r\n"),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["signature layer under the empty one"] = new(
            SecurityFlags.NullOnly, () => LayeredMessage.Of(Messages.Plain()).Null().ToOctets(), () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Null().ToOctets(), SecurityStatus.None),
        ["encrypted text"] = new(
            SecurityFlags.EncryptedWithoutDomainSignature,
            () => LayeredMessage.Of(Messages.Plain()).Enveloped(Ids.PartnerDca).ToOctets(),
            () => LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.PartnerDca).ToOctets(),
            SecurityStatus.None),
        ["encrypted with an author's signature alone"] = new(
            SecurityFlags.EncryptedWithoutDomainSignature,
            () => LayeredMessage.Of(Build.OriginatorSigned()).Enveloped(Ids.PartnerDca).ToOctets(),
            () => Build.OriginatorSigned(),
            SecurityStatus.Pass),
        ["encryption for somebody else"] = new(
            SecurityFlags.Opaque,
            () => LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.AcmeDca).ToOctets(),
            () => LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.AcmeDca, Ids.PartnerDca).ToOctets(),
            SecurityStatus.None),
        ["unauthenticated encryption"] = new(
            SecurityFlags.Unauthenticated,
            () => LayeredMessage.Of(Messages.Plain()).Null().Enveloped(Ids.PartnerDca).ToOctets(),
            () => LayeredMessage.Of(Build.OriginatorSigned()).Enveloped(Ids.PartnerDca).ToOctets(),
            SecurityStatus.None),
        ["signed part of a multipart"] = new(
            SecurityFlags.Partial,
            () => Mixed(Encoding.Latin1.GetString(LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Entity)),
            () => Mixed("Content-Type: text/plain; name=smime.p7m\r\n\r\nmultipart/signed application/pkcs7-mime\r\n"),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["signed message in a message"] = new(
            SecurityFlags.Partial,
            () => [.. "From: eve@evil.example\r\nContent-Type: message/rfc822\r\n\r\n"u8, .. Build.DomainSigned()],
            () => [.. "From: eve@evil.example\r\nContent-Type: message/rfc822\r\n\r\n"u8, .. Messages.Plain()],
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["micalg of another digest"] = new(
            SecurityFlags.Micalg,
            () => LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.Alice), micalg: "sha-1").ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.Alice), micalg: "\"SHA256\"").ToOctets(),
            SecurityStatus.Pass),
        ["smime-type of another content type"] = new(
            SecurityFlags.CarrierLabel,
            () => LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice), "enveloped-data").ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice), "Signed-DATA").ToOctets(),
            SecurityStatus.Pass),
        ["blanks after the CMS object"] = new(
            SecurityFlags.TrailingData,
            () => Messages.OpaqueSigned(Ids.Alice, Messages.Plain(), cms => [.. cms, 0, 0]),
            () => Messages.OpaqueSigned(Ids.Alice, Messages.Plain()),
            SecurityStatus.Pass),
        ["nothing protects the header"] = new(
            SecurityFlags.HeaderUnprotected, () => Build.DomainSigned(), () => Messages.Plain(), SecurityStatus.Pass) { NearMissStatus = SecurityStatus.None },
    };

    private static readonly Dictionary<string, FlagCase> Signatures = new(StringComparer.Ordinal)
    {
        ["sender who is not in the certificate"] = new(
            SecurityFlags.AddressMismatch,
            () => Build.OriginatorSigned(from: "carol@acme.example"),
            () => Build.OriginatorSigned(from: "Alice@ACME.example"),
            SecurityStatus.Policy),
        ["sender who is in the certificate's second address"] = new(
            SecurityFlags.AddressMismatch,
            () => Build.OriginatorSigned(from: "alice@acme.example.evil.example"),
            () => Build.OriginatorSigned(TestCa.Shared.IssuePerson("a.liddell@acme.example", TestKeyType.P256, shape => shape.Emails.Add("alice@acme.example"))),
            SecurityStatus.Policy),
        ["no certificate"] = new(
            SecurityFlags.CertificateMissing,
            () => Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false),
            () => Build.DomainSigned(),
            SecurityStatus.PermError),
        ["unknown root"] = new(SecurityFlags.CertificateUntrusted, () => Build.DomainSigned(Ids.StrangerSigner), () => Build.DomainSigned(), SecurityStatus.PermError),
        ["expired"] = new(
            SecurityFlags.CertificateExpired,
            () => Build.SignedBy(shape => shape.NotAfter = TestDoors.Now.AddSeconds(-1)),
            () => Build.SignedBy(shape => shape.NotAfter = TestDoors.Now),
            SecurityStatus.Fail),
        ["not yet valid"] = new(
            SecurityFlags.CertificateNotYetValid,
            () => Build.SignedBy(shape => shape.NotBefore = TestDoors.Now.AddSeconds(1)),
            () => Build.SignedBy(shape => shape.NotBefore = TestDoors.Now),
            SecurityStatus.Fail),
        ["key usage without signing"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Build.SignedBy(shape => shape.KeyUsage = X509KeyUsageFlags.KeyEncipherment),
            () => Build.SignedBy(shape => shape.KeyUsage = X509KeyUsageFlags.NonRepudiation),
            SecurityStatus.Policy),
        ["no key usage"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Build.SignedBy(shape => shape.KeyUsage = X509KeyUsageFlags.KeyCertSign),
            () => Build.SignedBy(shape => shape.KeyUsage = null),
            SecurityStatus.Policy),
        ["extended key usage without mail"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Build.SignedBy(shape => shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1"),
            () => Build.SignedBy(shape => shape.ExtendedKeyUsage[0] = "2.5.29.37.0"),
            SecurityStatus.Policy),
        ["unknown critical extension"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Build.SignedBy(shape => shape.OtherExtensions.Add(new X509Extension("1.2.3.4", [0x05, 0x00], critical: true))),
            () => Build.SignedBy(shape => shape.OtherExtensions.Add(new X509Extension("1.2.3.4", [0x05, 0x00], critical: false))),
            SecurityStatus.Policy),
        ["SHA-1"] = new(
            SecurityFlags.AlgorithmWeak,
            () => Build.Signer(signer => signer.Types(DomainSig).Digest = HashAlgorithmName.SHA1, Ids.AcmeRsaSigner),
            () => Build.Signer(signer => signer.Types(DomainSig).Digest = HashAlgorithmName.SHA512, Ids.AcmeRsaSigner),
            SecurityStatus.Policy),
        ["no signed attributes"] = new(
            SecurityFlags.AttributesAbsent,
            () => LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.HasSignedAttributes = false)).ToOctets(),
            () => Build.OriginatorSigned(),
            SecurityStatus.Policy),
        ["attributes signed in the order sent"] = new(
            SecurityFlags.AttributesOrder,
            () => Build.Signer(signer => signer.Types(DomainSig).IsSorted = false),
            () => Build.DomainSigned(),
            SecurityStatus.Pass),
        ["altered content"] = new(
            SecurityFlags.SignatureInvalid, () => Build.Signer(signer => signer.Types(DomainSig).MessageDigest = new byte[32]), () => Build.DomainSigned(), SecurityStatus.Fail),
        ["algorithm that nobody knows"] = new(
            SecurityFlags.SignatureUnverifiable,
            () => Build.Signer(signer => signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("1.2.3.4")),
            () => Build.DomainSigned(),
            SecurityStatus.Neutral),
        ["invalid signature under the domain's"] = new(
            SecurityFlags.InnerInvalid,
            () => LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32])).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass),
    };

    /// <summary>What other tests raise and spare, by the class that does.</summary>
    private static readonly Dictionary<SecurityFlag, string> Elsewhere = new()
    {
        [SecurityFlags.RecipientNotNamed] = nameof(Headers.PayloadReadingTests),
        [SecurityFlags.NameOrder] = "AuthorityNameTests",
        [SecurityFlags.CarrierEncoding] = "GatewayCarrierTests",
        [SecurityFlags.CarrierTnef] = "GatewayCarrierTests",
        [SecurityFlags.SignatureAltered] = "AlteredContentTests",
        [SecurityFlags.StraySignature] = "GatewayCarrierTests",
        [SecurityFlags.SignatureStripped] = "SignerInfoRulesTests",
        [SecurityFlags.AttributesNotDer] = "SignerInfoRulesTests",
        [SecurityFlags.CertificateDamaged] = "DamagedCertificateTests",
        [SecurityFlags.CertificateRevoked] = "CertificateStatusTests",
        [SecurityFlags.RevocationUnknown] = "CertificateStatusTests",
        [SecurityFlags.RevocationNone] = "CertificateStatusTests",
        [SecurityFlags.KeySmall] = "CertificateStatusTests",
        [SecurityFlags.Malformed] = "EngineTests",
        [SecurityFlags.Limit] = "InputFormTests",
        [SecurityFlags.AttributeDuplicate] = "AttributeRulesTests",
        [SecurityFlags.AttributePlacement] = "AttributeRulesTests",
        [SecurityFlags.AttributeMalformed] = "AttributeRulesTests",
        [SecurityFlags.ReceiptConflict] = "ReceiptTests",
        [SecurityFlags.LabelConflict] = "LabelTests",
        [SecurityFlags.LabelUnknownPolicy] = "LabelTests",
    };

    public static TheoryData<string> NamingCases { get; } = [.. Naming.Keys];

    public static TheoryData<string> MappingCases { get; } = [.. Mapping.Keys];

    public static TheoryData<string> TypeCases { get; } = [.. Types.Keys];

    public static TheoryData<string> LayerCases { get; } = [.. Layers.Keys];

    public static TheoryData<string> SignatureCases { get; } = [.. Signatures.Keys];

    [Theory]
    [MemberData(nameof(NamingCases))]
    [Trait("Requirement", "DS-NAM-01")]
    [Trait("Requirement", "DS-NAM-02")]
    [Trait("Requirement", "DS-NAM-04")]
    [Trait("Requirement", "DS-NAM-05")]
    [Trait("Requirement", "DS-NAM-14")]
    [Trait("Requirement", "DS-NAM-16")]
    [Trait("Requirement", "DS-NAM-20")]
    [Trait("Requirement", "DS-NAM-21")]
    [Trait("Requirement", "DS-NAM-26")]
    [Trait("Requirement", "DS-NAM-28")]
    [Trait("Requirement", "DS-NAM-34")]
    [Trait("Requirement", "SEC-DOM-03")]
    [Trait("Requirement", "DS-STA-12")]
    [Trait("Requirement", "DS-STA-17")]
    [Trait("Requirement", "DS-DSV-02")]
    [Trait("Requirement", "DS-REV-03")]
    public Task Naming_flag_is_raised_by_what_breaks_the_rule_alone(string name) => Naming[name].CheckAsync();

    [Theory]
    [MemberData(nameof(MappingCases))]
    [Trait("Requirement", "DS-NAM-06")]
    [Trait("Requirement", "DS-NAM-12")]
    [Trait("Requirement", "DS-NAM-22")]
    [Trait("Requirement", "DS-NAM-23")]
    [Trait("Requirement", "DS-NAM-24")]
    [Trait("Requirement", "DS-NAM-25")]
    [Trait("Requirement", "DS-NAM-30")]
    [Trait("Requirement", "DS-DSV-02")]
    [Trait("Requirement", "SEC-DOM-01")]
    public Task Mapping_flag_is_raised_by_what_breaks_the_rule_alone(string name) => Mapping[name].CheckAsync();

    [Theory]
    [MemberData(nameof(TypeCases))]
    [Trait("Requirement", "DS-STA-02")]
    [Trait("Requirement", "DS-STA-04")]
    [Trait("Requirement", "DS-STA-05")]
    [Trait("Requirement", "DS-STA-06")]
    [Trait("Requirement", "DS-STA-07")]
    [Trait("Requirement", "DS-STA-08")]
    [Trait("Requirement", "DS-STA-09")]
    [Trait("Requirement", "DS-STA-10")]
    [Trait("Requirement", "DS-STA-14")]
    [Trait("Requirement", "DS-STA-15")]
    [Trait("Requirement", "DS-AAT-08")]
    public Task Type_flag_is_raised_by_what_breaks_the_rule_alone(string name) => Types[name].CheckAsync();

    [Theory]
    [MemberData(nameof(LayerCases))]
    [Trait("Requirement", "DS-ENC-09")]
    [Trait("Requirement", "DS-CRY-10")]
    [Trait("Requirement", "DS-DCA-05")]
    [Trait("Requirement", "DS-REV-05")]
    [Trait("Requirement", "DS-SEC-04")]
    [Trait("Requirement", "SEC-EFL-01")]
    [Trait("Requirement", "SEC-WRP-01")]
    [Trait("Requirement", "SM-MIM-05")]
    [Trait("Requirement", "SM-MIM-06")]
    [Trait("Requirement", "CMS-BER-02")]
    [Trait("Requirement", "HP-01")]
    public Task Layer_flag_is_raised_by_what_breaks_the_rule_alone(string name) => Layers[name].CheckAsync();

    [Theory]
    [MemberData(nameof(SignatureCases))]
    [Trait("Requirement", "CERT-08")]
    [Trait("Requirement", "CERT-09")]
    [Trait("Requirement", "CERT-10")]
    [Trait("Requirement", "CERT-11")]
    [Trait("Requirement", "CERT-13")]
    [Trait("Requirement", "CMS-SD-06")]
    [Trait("Requirement", "CMS-SD-08")]
    [Trait("Requirement", "SEC-CMS-01")]
    [Trait("Requirement", "SEC-HIS-02")]
    [Trait("Requirement", "DS-DSV-06")]
    [Trait("Requirement", "DS-DSV-07")]
    public Task Signature_flag_is_raised_by_what_breaks_the_rule_alone(string name) => Signatures[name].CheckAsync();

    [Fact]
    public void Every_flag_of_the_catalogue_has_a_message_that_raises_it()
    {
        HashSet<SecurityFlag> raised = [.. new[] { Naming, Mapping, Types, Layers, Signatures }.SelectMany(cases => cases.Values).Select(each => each.Flag)];
        Assert.All(Elsewhere.Values, name => Assert.Contains(typeof(FlagTests).Assembly.GetTypes(), type => type.Name == name));
        string[] untested = [.. SecurityFlags.All.Where(flag => !raised.Contains(flag) && !Elsewhere.ContainsKey(flag)).Select(flag => flag.Id)];

        // Those of labels, list histories and header protection are their own tests' to raise.
        Assert.DoesNotContain(untested, id => !id.StartsWith("F-LABEL", StringComparison.Ordinal) && !id.StartsWith("F-MLEH", StringComparison.Ordinal) && !id.StartsWith("F-HEADER", StringComparison.Ordinal));
    }

    /// <summary>Encryption that names an authority in originatorInfo (RFC 5652 section 6.1), which nothing authenticates.</summary>
    private static byte[] EncryptedBy(TestIdentity authority)
    {
        byte[] envelope = Messages.EnvelopedData([Ids.PartnerDca], LayeredMessage.Of(Messages.Plain()).Entity);
        var parsed = new AsnReader(envelope, AsnEncodingRules.BER).ReadSequence();
        parsed.ReadObjectIdentifier();
        AsnReader data = parsed.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        data.ReadInteger();
        byte[] named = Tlv.Of(0xA0, Tlv.Of(0xA0, authority.Der));
        byte[] rest = [.. data.ReadEncodedValue().Span, .. data.ReadEncodedValue().Span];
        byte[] cms = Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.7.3"), Tlv.Of(0xA0, Tlv.Of(Tlv.Sequence, Tlv.Integer(2), named, rest)));
        return LayeredMessage.Of(Messages.Plain()).Carry(cms, "enveloped-data").ToOctets();
    }

    private static TestIdentity OldDca() => Ids.Dca("acme.example", shape =>
    {
        shape.CommonNames[0] = "domain-encrypting-authority";
        shape.Emails[0] = "domain-encrypting-authority@acme.example";
    });

    private static TestDoors ForEmailRole() =>
        AgreementTests.Doors(AgreementTests.Agreement(NamingProfile.EmailRole, CertificatePin.OfPublicKey(TestCa.Shared.Certificate)));

    /// <summary>A multipart/mixed of harmless text and one more part.</summary>
    private static byte[] Mixed(string part) => Encoding.Latin1.GetBytes(
        "From: alice@acme.example\r\nTo: bob@partner.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=mix\r\n\r\n"
        + "--mix\r\nContent-Type: text/plain\r\n\r\nPay at once!\r\n--mix\r\n" + part + "\r\n--mix--\r\n");
}
