using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Naming;
using DomSec.Tests.Signing.MailList;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Each flag is raised by a message that breaks its rule and by none that nearly does; decisions 2, 3, 8, 12 and 13 say what becomes of the status.</summary>
public sealed class FlagTests
{
    /// <summary>Flags that by their nature never come alone.</summary>
    private static readonly Dictionary<SecurityFlag, SecurityFlag[]> WithCompanions = new()
    {
        [SecurityFlags.NameProfile] = [SecurityFlags.NameCn], // what is not named as RFC 3183 asks breaks a rule of RFC 3183
        [SecurityFlags.NameBlanks] = [SecurityFlags.NameAgreed], // only an agreement tolerates them
        [SecurityFlags.TypeParallel] = [SecurityFlags.NoEncapsulation, SecurityFlags.TypeInconsistent], // that is what parallel means
        [SecurityFlags.InnerInvalid] = [SecurityFlags.SignatureInvalid], // the signature inside says so itself
        [SecurityFlags.HeaderFrom] = [SecurityFlags.HeaderMismatch, SecurityFlags.HeaderUnprotected], // another sender is another value of the field, and not the protected one
        [SecurityFlags.HeaderInvalid] = [SecurityFlags.HeaderMismatch], // and one that is not what was signed differs
        [SecurityFlags.SignatureAltered] = [SecurityFlags.SignatureInvalid, SecurityFlags.HeaderUnprotected], // it explains an invalid signature, which protects nothing
    };

    private static readonly Dictionary<string, FlagCase> Naming = new(StringComparer.Ordinal)
    {
        ["two common names"] = new(
            SecurityFlags.NameCn,
            () => Covered.SignedBy(shape => shape.CommonNames.Add("second")),
            () => Covered.SignedBy(shape => shape.CommonNames[0] = "DOMAIN-signing-Authority"),
            SecurityStatus.Policy),
        ["no common name"] = new(SecurityFlags.NameCn, () => Covered.SignedBy(shape => shape.CommonNames.Clear()), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["common name with a suffix"] = new(
            SecurityFlags.NameCn, () => Covered.SignedBy(shape => shape.CommonNames[0] += "."), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["common name with a zero-width space"] = new(
            SecurityFlags.NameCn, () => Covered.SignedBy(shape => shape.CommonNames[0] += "\u200B"), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["local part of a person"] = new(
            SecurityFlags.NameLocalPart,
            () => Covered.SignedBy(shape => shape.Emails[0] = "alice@acme.example"),
            () => Covered.SignedBy(shape => shape.Emails[0] = "DOMAIN-signing-authority@ACME.example"),
            SecurityStatus.Policy) { Companions = [SecurityFlags.MapUnverifiable] },
        ["local part of a person beside the role's"] = new(
            SecurityFlags.NameLocalPart,
            () => Covered.SignedBy(shape => shape.Emails.Add("alice@acme.example")),
            () => Covered.SignedBy(shape => shape.Emails.Add("domain-signing-authority@acme.invalid")),
            SecurityStatus.Policy),
        ["addresses that disagree"] = new(
            SecurityFlags.NameAddress,
            () => Covered.SignedBy(shape => shape.SubjectEmails.Add("domain-signing-authority@other.example")),
            () => Covered.SignedBy(shape => shape.SubjectEmails.Add("domain-signing-authority@acme.example")),
            SecurityStatus.Policy),
        ["reviewer's certificate under a domain signature"] = new(
            SecurityFlags.RoleMismatch,
            () => Covered.DomainSigned(Ids.AcmeReviewer),
            () => Covered.Plain().Null().Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.None },
        ["partner's certificate that is named by no convention"] = new(
            SecurityFlags.NameProfile,
            () => Covered.SignedBy(shape => shape.CommonNames[0] = "Acme Gateway"),
            () => Covered.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole)),
            SecurityStatus.Policy) { Doors = ForEmailRole, Companions = [SecurityFlags.NameCn] },
        ["partner's certificate that is named as agreed"] = new(
            SecurityFlags.NameAgreed, () => Covered.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole)), () => Covered.DomainSigned(), SecurityStatus.Pass) { Doors = ForEmailRole },
        ["blanks around the address of a partner's certificate"] = new(
            SecurityFlags.NameBlanks,
            () => Covered.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole, change: shape => shape.SubjectEmails.Add("domain-signing-authority@acme.example "))),
            () => Covered.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole, change: shape => shape.SubjectEmails.Add("domain-signing-authority@acme.example"))),
            SecurityStatus.Pass) { Doors = ForEmailRole, Companions = [SecurityFlags.NameAgreed] },
        ["another key than the pinned one"] = new(
            SecurityFlags.PinMissing, () => Covered.DomainSigned(Ids.AcmeRsaSigner), () => Covered.DomainSigned(), SecurityStatus.Policy)
        {
            Doors = FlagCase.Agreed(new PeerAgreement { Pins = [CertificatePin.OfPublicKey(Ids.AcmeSigner.Certificate)] }),
        },
        ["authority without a type"] = new(
            SecurityFlags.RoleWithoutType,
            () => Covered.Plain().Signed(Ids.AcmeSigner).ToOctets(),
            () => Covered.Plain().Null().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.None),
    };

    private static readonly Dictionary<string, FlagCase> Mapping = new(StringComparer.Ordinal)
    {
        ["unrelated domain"] = new(
            SecurityFlags.MapNotAscendant, () => Covered.DomainSigned(Ids.EvilSigner), () => Covered.DomainSigned(Ids.EvilSigner, "alice@evil.example"), SecurityStatus.Policy),
        ["evil suffix"] = new(
            SecurityFlags.MapNotAscendant, () => Covered.DomainSigned(from: "alice@notacme.example"), () => Covered.DomainSigned(from: "alice@not.acme.example"), SecurityStatus.Policy),
        ["child for its parent"] = new(
            SecurityFlags.MapNotAscendant,
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "sales.acme.example", TestKeyType.P256)),
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "sales.acme.example", TestKeyType.P256), "x@SALES.acme.example"),
            SecurityStatus.Policy),
        ["public suffix"] = new(
            SecurityFlags.MapPublicSuffix,
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "co.nz", TestKeyType.P256), "alice@acme.co.nz"),
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.co.nz", TestKeyType.P256), "alice@acme.co.nz"),
            SecurityStatus.Policy),
        ["private public suffix"] = new(
            SecurityFlags.MapPublicSuffix,
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "github.io", TestKeyType.P256), "alice@acme.github.io"),
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.github.io", TestKeyType.P256), "alice@acme.github.io"),
            SecurityStatus.Policy),
        ["top-level domain"] = new(
            SecurityFlags.MapPublicSuffix,
            () => Covered.DomainSigned(TestCa.Shared.Issue(TestRole.DomainSigning, "example", TestKeyType.P256)),
            () => Covered.DomainSigned(),
            SecurityStatus.Policy),
        ["no domain part at all"] = new(
            SecurityFlags.MapVacuous,
            () => Covered.SignedBy(shape =>
            {
                shape.Emails.Clear();
                shape.Organization = null;
            }),
            () => Covered.SignedBy(shape => shape.Emails.Clear()),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.Policy },
        ["directory name only"] = new(
            SecurityFlags.MapUnverifiable,
            () => Covered.SignedBy(shape => shape.Emails.Clear()),
            () => Covered.Plain().Signed(Ids.Alice).Signed(Ids.Signer(shape => shape.Emails.Clear()), DomainSig).ToOctets(),
            SecurityStatus.Policy),
        ["no From"] = new(SecurityFlags.MapUnverifiable, () => Covered.WithHeader("To: bob@partner.example\r\n"), () => Covered.DomainSigned(), SecurityStatus.Policy) { Companions = [SecurityFlags.HeaderUnprotected] },
        ["empty From"] = new(SecurityFlags.MapUnverifiable, () => Covered.WithHeader("From:\r\n"), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["two From"] = new(
            SecurityFlags.MapUnverifiable,
            () => Covered.WithHeader("From: alice@acme.example\r\nFrom: alice@acme.example\r\n"),
            () => Covered.WithHeader("From: alice@acme.example\r\nResent-From: eve@evil.example\r\n"),
            SecurityStatus.Policy),
        ["group"] = new(
            SecurityFlags.MapUnverifiable,
            () => Covered.WithHeader("From: all: alice@acme.example;\r\n"),
            () => Covered.WithHeader("From: alice@acme.example, carol@acme.example\r\n"),
            SecurityStatus.Policy),
    };

    private static readonly Dictionary<string, FlagCase> Types = new(StringComparer.Ordinal)
    {
        ["type among the unsigned attributes"] = new(
            SecurityFlags.TypeUnsigned, () => Covered.Signer(signer => signer.UnsignedAttributes.Add(TypeAttribute(DomainSig))), () => Covered.DomainSigned(), SecurityStatus.None) { Companions = [SecurityFlags.RoleWithoutType] },
        ["type signed and unsigned"] = new(
            SecurityFlags.TypeUnsigned,
            () => Covered.Signer(signer => signer.Types(DomainSig).UnsignedAttributes.Add(TypeAttribute(DomainSig))),
            () => Covered.Signer(signer => signer.Types(DomainSig).UnsignedAttributes.Add(Attribute("1.2.3.4", Tlv.Null))),
            SecurityStatus.Policy),
        ["attribute twice"] = new(
            SecurityFlags.TypeDuplicate, () => Covered.Signer(signer => signer.Types(DomainSig).Types(DomainSig)), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["value twice"] = new(
            SecurityFlags.TypeDuplicate, () => Covered.Signer(signer => signer.Types(DomainSig, DomainSig)), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["additional attributes beside another"] = new(
            SecurityFlags.TypeExclusive,
            () => Covered.Signer(signer => signer.Types(AddAttribSig, DomainSig)),
            () => Covered.Plain().Null().Signed(Ids.AcmeAttributes, AddAttribSig).ToOctets(),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.None, Companions = [SecurityFlags.RoleMismatch] },
        ["signers of different types"] = new(
            SecurityFlags.TypeInconsistent,
            () => Covered.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig))),
            () => Covered.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig))),
            SecurityStatus.Policy),
        ["signers with and without a type"] = new(
            SecurityFlags.TypeInconsistent,
            () => Covered.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.Alice)),
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice).By(Ids.RsaAlice)).ToOctets(),
            SecurityStatus.Policy),
        ["additional attributes beside the author's"] = new(
            SecurityFlags.TypeExclusive,
            () => Covered.Plain("attribute-authority@acme.example").Null().Signed(Ids.AcmeAttributes, AddAttribSig, OriginatorSig).ToOctets(),
            () => Covered.Plain("attribute-authority@acme.example").Null().Signed(Ids.AcmeAttributes, AddAttribSig).ToOctets(),
            SecurityStatus.Policy) { NearMissStatus = SecurityStatus.None },
        ["empty sequence"] = new(
            SecurityFlags.TypeEmpty, () => Covered.Signer(signer => signer.Types()), () => Covered.DomainSigned(), SecurityStatus.None),
        ["no value"] = new(
            SecurityFlags.TypeEmpty, () => Covered.Signer(signer => signer.SignedAttributes.Add(Build.Types())), () => Covered.DomainSigned(), SecurityStatus.None),
        ["two values in the set"] = new(
            SecurityFlags.TypeForm,
            () => Covered.Signer(signer => signer.SignedAttributes.Add(Build.Types(TypeValue(OriginatorSig), TypeValue(DomainSig)))),
            () => Covered.DomainSigned(),
            SecurityStatus.Policy) { Companions = [SecurityFlags.AddressMismatch] },
        ["bare identifier"] = new(
            SecurityFlags.TypeForm, () => Covered.Signer(signer => signer.SignedAttributes.Add(Build.Types(Tlv.Oid(DomainSig)))), () => Covered.DomainSigned(), SecurityStatus.Policy),
        ["unknown type beside a known one"] = new(
            SecurityFlags.TypeUnknown, () => Covered.Signer(signer => signer.Types(DomainSig, "1.2.840.113549.1.9.16.9.99")), () => Covered.DomainSigned(), SecurityStatus.Pass),
        ["attribute identifier of a draft"] = new(
            SecurityFlags.TypeLegacyOid,
            () => Covered.Signer(signer => signer.SignedAttributes.Add(Attribute("1.2.840.113549.1.9.28", TypeValue(DomainSig)))),
            () => Covered.DomainSigned(),
            SecurityStatus.Pass),
        ["value identifier of a draft"] = new(
            SecurityFlags.TypeLegacyOid, () => Covered.Signer(signer => signer.Types(OddSignatures.SignatureType + ".2")), () => Covered.DomainSigned(), SecurityStatus.Pass),
        ["domain signature beside the author's"] = new(
            SecurityFlags.TypeParallel,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice).By(Ids.AcmeSigner, signer => signer.Types(DomainSig))).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass) { Doors = FlagCase.Agreed(new PeerAgreement { Dialects = PeerDialects.ParallelSignatures }), Companions = [SecurityFlags.NoEncapsulation, SecurityFlags.TypeInconsistent] },
        ["domain signature over text"] = new(
            SecurityFlags.NoEncapsulation,
            () => Covered.Plain().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => Covered.Plain().ClearSigned(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Policy),
        ["domain signature over encryption"] = new(
            SecurityFlags.NoEncapsulation,
            () => Covered.Plain().Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Null().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Policy),
    };

    private static readonly Dictionary<string, FlagCase> Layers = new(StringComparer.Ordinal)
    {
        ["empty layer alone"] = new(
            SecurityFlags.NullOnly, () => Covered.Plain().Null().ToOctets(), () => Covered.DomainSigned(), SecurityStatus.None),
        ["empty layer in another"] = new(
            SecurityFlags.NullOnly, () => Covered.Plain().Null().Null().ToOctets(), () => Messages.Plain(), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["fewer reviewers than asked for"] = new(
            SecurityFlags.ReviewMissing,
            () => Covered.DomainSigned(),
            () => Covered.ByDomain().Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(),
            SecurityStatus.Policy) { Doors = static () => TestDoors.ForPartner(FlagCase.NoRevocation with { RequiredReviews = 1 }) },
        ["encrypted by an authority of another domain"] = new(
            SecurityFlags.DcaMapping, () => EncryptedBy(Ids.OtherDca), () => EncryptedBy(Ids.AcmeDca), SecurityStatus.Pass),
        ["encrypted by an authority of a public suffix"] = new(
            SecurityFlags.DcaMapping, () => EncryptedBy(Ids.Dca("example")), () => EncryptedBy(Ids.Alice), SecurityStatus.Pass),
        ["encrypted by an authority that is named wrongly"] = new(
            SecurityFlags.DcaName,
            () => EncryptedBy(Ids.Dca("acme.example", shape => shape.CommonNames.Add("second"))),
            () => EncryptedBy(Ids.AcmeDca),
            SecurityStatus.Pass),
        ["encrypted by an authority that signs"] = new(
            SecurityFlags.DcaName, () => EncryptedBy(Ids.AcmeSigner), () => EncryptedBy(Ids.Bob), SecurityStatus.Pass),
        ["encrypted by an authority under the name of a draft"] = new(
            SecurityFlags.NameLegacy, () => EncryptedBy(OldDca()), () => EncryptedBy(Ids.AcmeDca), SecurityStatus.Pass)
        {
            Doors = FlagCase.Agreed(new PeerAgreement { Dialects = PeerDialects.EncryptingAuthority }),
        },
        ["an old name that nobody agreed on"] = new(
            SecurityFlags.DcaName, () => EncryptedBy(OldDca()), () => EncryptedBy(Ids.AcmeDca), SecurityStatus.Pass),
        ["digested data"] = new(
            SecurityFlags.Opaque,
            () => Covered.Plain().Carry(Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.7.5"), Tlv.Of(0xA0, Tlv.Of(
                Tlv.Sequence, Tlv.Integer(0), Tlv.Algorithm("2.16.840.1.101.3.4.2.1"), Tlv.Of(Tlv.Sequence, Tlv.Oid(Data), Tlv.Of(0xA0, Tlv.Of(Tlv.OctetString, [1]))), Tlv.Of(Tlv.OctetString, new byte[32])))), "signed-data").ToOctets(),
            () => Covered.Plain().Null().ToOctets(),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["encrypted part of a multipart"] = new(
            SecurityFlags.Partial,
            () => Mixed(Encoding.Latin1.GetString(Covered.Plain().Enveloped(Ids.PartnerDca).Entity)),
            () => Mixed("Content-Type: application/octet-stream\r\n\r\nsmime\r\n"),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["signature layer under the empty one"] = new(
            SecurityFlags.NullOnly, () => Covered.Plain().Null().ToOctets(), () => Covered.Plain().Signed(Ids.Alice).Null().ToOctets(), SecurityStatus.None),
        ["encrypted text"] = new(
            SecurityFlags.EncryptedWithoutDomainSignature,
            () => Covered.Plain().Enveloped(Ids.PartnerDca).ToOctets(),
            () => Covered.ByDomain().Enveloped(Ids.PartnerDca).ToOctets(),
            SecurityStatus.None) { Companions = [SecurityFlags.Unauthenticated] },
        ["encrypted with an author's signature alone"] = new(
            SecurityFlags.EncryptedWithoutDomainSignature,
            () => Covered.Plain().Signed(Ids.Alice).Enveloped(Ids.PartnerDca).ToOctets(),
            () => Covered.OriginatorSigned(),
            SecurityStatus.Pass),
        ["encryption for somebody else"] = new(
            SecurityFlags.Opaque,
            () => Covered.ByDomain().Enveloped(Ids.AcmeDca).ToOctets(),
            () => Covered.ByDomain().Enveloped(Ids.AcmeDca, Ids.PartnerDca).ToOctets(),
            SecurityStatus.None) { Companions = [SecurityFlags.EncryptedWithoutDomainSignature] },
        ["unauthenticated encryption"] = new(
            SecurityFlags.Unauthenticated,
            () => Covered.Plain().Null().Enveloped(Ids.PartnerDca).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Enveloped(Ids.PartnerDca).ToOctets(),
            SecurityStatus.None) { Companions = [SecurityFlags.EncryptedWithoutDomainSignature, SecurityFlags.NullOnly] },
        ["unauthenticated encryption under a domain signature"] = new(
            SecurityFlags.Unauthenticated,
            () => Covered.Plain().Enveloped(Ids.PartnerDca).Null().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Null().Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass),
        ["signed part of a multipart"] = new(
            SecurityFlags.Partial,
            () => Mixed(Encoding.Latin1.GetString(Covered.Plain().ClearSigned(Ids.Alice).Entity)),
            () => Mixed("Content-Type: text/plain; name=smime.p7m\r\n\r\nmultipart/signed application/pkcs7-mime\r\n"),
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["signed message in a message"] = new(
            SecurityFlags.Partial,
            () => [.. "From: eve@evil.example\r\nContent-Type: message/rfc822\r\n\r\n"u8, .. Covered.DomainSigned()],
            () => [.. "From: eve@evil.example\r\nContent-Type: message/rfc822\r\n\r\n"u8, .. Messages.Plain()],
            SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["micalg of another digest"] = new(
            SecurityFlags.Micalg,
            () => Covered.Plain().ClearSigned(layer => layer.By(Ids.Alice), micalg: "sha-1").ToOctets(),
            () => Covered.Plain().ClearSigned(layer => layer.By(Ids.Alice), micalg: "\"SHA256\"").ToOctets(),
            SecurityStatus.Pass),
        ["smime-type of another content type"] = new(
            SecurityFlags.CarrierLabel,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice), "enveloped-data").ToOctets(),
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice), "Signed-DATA").ToOctets(),
            SecurityStatus.Pass),
        ["blanks after the CMS object"] = new(
            SecurityFlags.TrailingData,
            () => Covered.Plain().Carry([.. new OddSignatures(Covered.Plain().Entity).By(Ids.Alice).Encode(), 0, 0], "signed-data").ToOctets(),
            () => Covered.OriginatorSigned(),
            SecurityStatus.Pass),
        ["nothing protects the header"] = new(SecurityFlags.HeaderUnprotected, () => Build.DomainSigned(), () => Covered.DomainSigned(), SecurityStatus.Pass),
    };

    private static readonly Dictionary<string, FlagCase> Signatures = new(StringComparer.Ordinal)
    {
        ["sender who is not in the certificate"] = new(
            SecurityFlags.AddressMismatch,
            () => Covered.OriginatorSigned(from: "carol@acme.example"),
            () => Covered.OriginatorSigned(from: "Alice@ACME.example"),
            SecurityStatus.Policy),
        ["sender who is in the certificate's second address"] = new(
            SecurityFlags.AddressMismatch,
            () => Covered.OriginatorSigned(from: "alice@acme.example.evil.example"),
            () => Covered.OriginatorSigned(TestCa.Shared.IssuePerson("a.liddell@acme.example", TestKeyType.P256, shape => shape.Emails.Add("alice@acme.example"))),
            SecurityStatus.Policy),
        ["no certificate"] = new(
            SecurityFlags.CertificateMissing,
            () => Covered.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false),
            () => Covered.DomainSigned(),
            SecurityStatus.PermError) { Companions = [SecurityFlags.HeaderUnprotected] },
        ["unknown root"] = new(SecurityFlags.CertificateUntrusted, () => Covered.DomainSigned(Ids.StrangerSigner), () => Covered.DomainSigned(), SecurityStatus.PermError),
        ["expired"] = new(
            SecurityFlags.CertificateExpired,
            () => Covered.SignedBy(shape => shape.NotAfter = TestDoors.Now.AddSeconds(-1)),
            () => Covered.SignedBy(shape => shape.NotAfter = TestDoors.Now),
            SecurityStatus.Fail),
        ["not yet valid"] = new(
            SecurityFlags.CertificateNotYetValid,
            () => Covered.SignedBy(shape => shape.NotBefore = TestDoors.Now.AddSeconds(1)),
            () => Covered.SignedBy(shape => shape.NotBefore = TestDoors.Now),
            SecurityStatus.Fail),
        ["key usage without signing"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Covered.SignedBy(shape => shape.KeyUsage = X509KeyUsageFlags.KeyEncipherment),
            () => Covered.SignedBy(shape => shape.KeyUsage = X509KeyUsageFlags.NonRepudiation),
            SecurityStatus.Policy),
        ["no key usage"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Covered.SignedBy(shape => shape.KeyUsage = X509KeyUsageFlags.KeyCertSign),
            () => Covered.SignedBy(shape => shape.KeyUsage = null),
            SecurityStatus.Policy),
        ["extended key usage without mail"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Covered.SignedBy(shape => shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1"),
            () => Covered.SignedBy(shape => shape.ExtendedKeyUsage[0] = "2.5.29.37.0"),
            SecurityStatus.Policy),
        ["unknown critical extension"] = new(
            SecurityFlags.CertificateUnsuitable,
            () => Covered.SignedBy(shape => shape.OtherExtensions.Add(new X509Extension("1.2.3.4", [0x05, 0x00], critical: true))),
            () => Covered.SignedBy(shape => shape.OtherExtensions.Add(new X509Extension("1.2.3.4", [0x05, 0x00], critical: false))),
            SecurityStatus.Policy),
        ["no certificate of the author"] = new(
            SecurityFlags.CertificateMissing,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice).IncludesCertificates = false).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass),
        ["author's algorithm that nobody knows"] = new(
            SecurityFlags.SignatureUnverifiable,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice, signer => signer.SignatureAlgorithm = Tlv.Algorithm("1.2.3.4"))).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass),
        ["one of two signatures"] = new(
            SecurityFlags.SignatureInvalid,
            () => Covered.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig).MessageDigest = new byte[32])),
            () => Covered.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig))),
            SecurityStatus.Fail),
        ["SHA-1"] = new(
            SecurityFlags.AlgorithmWeak,
            () => Covered.Signer(signer => signer.Types(DomainSig).Digest = HashAlgorithmName.SHA1, Ids.AcmeRsaSigner),
            () => Covered.Signer(signer => signer.Types(DomainSig).Digest = HashAlgorithmName.SHA512, Ids.AcmeRsaSigner),
            SecurityStatus.Policy),
        ["no signed attributes"] = new(
            SecurityFlags.AttributesAbsent,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice, signer => signer.HasSignedAttributes = false)).ToOctets(),
            () => Covered.OriginatorSigned(),
            SecurityStatus.Policy),
        ["attributes signed in the order sent"] = new(
            SecurityFlags.AttributesOrder,
            () => Covered.Signer(signer => signer.Types(DomainSig).IsSorted = false),
            () => Covered.DomainSigned(),
            SecurityStatus.Pass),
        ["altered content"] = new(
            SecurityFlags.SignatureInvalid, () => Covered.Signer(signer => signer.Types(DomainSig).MessageDigest = new byte[32]), () => Covered.DomainSigned(), SecurityStatus.Fail) { Companions = [SecurityFlags.HeaderUnprotected] },
        ["algorithm that nobody knows"] = new(
            SecurityFlags.SignatureUnverifiable,
            () => Covered.Signer(signer => signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("1.2.3.4")),
            () => Covered.DomainSigned(),
            SecurityStatus.Neutral) { Companions = [SecurityFlags.HeaderUnprotected] },
        ["invalid signature under the domain's"] = new(
            SecurityFlags.InnerInvalid,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32])).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            () => Covered.Plain().Signed(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets(),
            SecurityStatus.Pass) { Companions = [SecurityFlags.SignatureInvalid] },
    };

    public static TheoryData<string> NamingCases { get; } = [.. Naming.Keys];

    public static TheoryData<string> MappingCases { get; } = [.. Mapping.Keys];

    public static TheoryData<string> TypeCases { get; } = [.. Types.Keys];

    public static TheoryData<string> LayerCases { get; } = [.. Layers.Keys];

    public static TheoryData<string> SignatureCases { get; } = [.. Signatures.Keys];

    public static TheoryData<string> FurtherCases { get; } = [.. FurtherFlagCases.All.Keys];

    /// <summary>Flags that no message raises when it is classified, and the door that does; its cases are below.</summary>
    private static SecurityFlag[] OfTheSigner { get; } = [SecurityFlags.LabelDropped];

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

    [Theory]
    [MemberData(nameof(FurtherCases))]
    [Trait("Requirement", "DS-NAM-29")]
    [Trait("Requirement", "CERT-02")]
    [Trait("Requirement", "SM-ALG-03")]
    [Trait("Requirement", "SM-MIM-04")]
    [Trait("Requirement", "ESS-ATT-01")]
    [Trait("Requirement", "ESS-ATT-03")]
    [Trait("Requirement", "ESS-LBL-02")]
    [Trait("Requirement", "ESS-RCP-08")]
    [Trait("Requirement", "ESS-MLA-02")]
    [Trait("Requirement", "ESS-MLA-03")]
    [Trait("Requirement", "HP-06")]
    [Trait("Requirement", "HP-12")]
    [Trait("Requirement", "SEC-CMS-05")]
    [Trait("Requirement", "SEC-DOM-06")]
    [Trait("Requirement", "SEC-DOS-01")]
    public Task Further_flag_is_raised_by_what_breaks_the_rule_alone(string name) => FurtherFlagCases.All[name].CheckAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "DS-MLA-15")]
    public async Task Label_that_is_dropped_is_told_by_the_signer_alone(bool isLabelled)
    {
        byte[] message = NestedMessage.Build("S2(E1(S1(OC)))", change: (name, signer) =>
        {
            if (isLabelled && name == "S2")
            {
                signer.SignedAttributes.Add(ExpansionHistories.Label("1.2.3.4.5"));
            }
        }).Octets;
        (DomainSigningReport report, _) = await TestDoors.ForAcme().SignAsync(
            message, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Recipients = ["bob@partner.example"], StrippedLabels = StrippedLabelHandling.Drop });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(isLabelled ? OfTheSigner : [], report.Flags.Select(raised => raised.Flag));
    }

    /// <summary>A new flag fails here until it has a message that raises it and nothing else but what it always comes with, and one that nearly does; both are classified above.</summary>
    [Fact]
    public void Every_flag_of_the_catalogue_has_a_message_that_raises_exactly_it()
    {
        FlagCase[] cases = [.. new[] { Naming, Mapping, Types, Layers, Signatures, FurtherFlagCases.All }.SelectMany(each => each.Values)];
        HashSet<SecurityFlag> alone = [.. OfTheSigner, .. cases.Where(each => each.Companions.Count == 0).Select(each => each.Flag)];
        Assert.Equal(
            WithCompanions.OrderBy(each => each.Key.Id, StringComparer.Ordinal).Select(each => $"{each.Key.Id}: {string.Join(' ', each.Value.Select(flag => flag.Id))}"),
            SecurityFlags.All.Where(flag => !alone.Contains(flag)).OrderBy(flag => flag.Id, StringComparer.Ordinal).Select(flag =>
                $"{flag.Id}: {string.Join(' ', cases.Where(each => each.Flag == flag).MinBy(each => each.Companions.Count)?.Companions.Select(other => other.Id) ?? ["nothing raises it"])}"));
    }

    /// <summary>Encryption that names an authority in originatorInfo (RFC 5652 section 6.1), which nothing authenticates.</summary>
    private static byte[] EncryptedBy(TestIdentity authority)
    {
        byte[] envelope = Messages.EnvelopedData([Ids.PartnerDca], Covered.ByDomain(mode: "cipher").Entity);
        var parsed = new AsnReader(envelope, AsnEncodingRules.BER).ReadSequence();
        parsed.ReadObjectIdentifier();
        AsnReader data = parsed.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        data.ReadInteger();
        byte[] named = Tlv.Of(0xA0, Tlv.Of(0xA0, authority.Der));
        byte[] rest = [.. data.ReadEncodedValue().Span, .. data.ReadEncodedValue().Span];
        byte[] cms = Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.7.3"), Tlv.Of(0xA0, Tlv.Of(Tlv.Sequence, Tlv.Integer(2), named, rest)));
        return Covered.Plain().Carry(cms, "enveloped-data").ToOctets();
    }

    private static TestIdentity OldDca() => Ids.Dca("acme.example", shape =>
    {
        shape.CommonNames[0] = "domain-encrypting-authority";
        shape.Emails[0] = "domain-encrypting-authority@acme.example";
    });

    private static TestDoors ForEmailRole() =>
        AgreementTests.Doors(AgreementTests.Agreement(NamingProfile.EmailRole, CertificatePin.OfPublicKey(TestCa.Shared.Certificate)), options: FlagCase.NoRevocation);

    /// <summary>A multipart/mixed of harmless text and one more part.</summary>
    private static byte[] Mixed(string part) => Encoding.Latin1.GetBytes(
        "From: alice@acme.example\r\nTo: bob@partner.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=mix\r\n\r\n"
        + "--mix\r\nContent-Type: text/plain\r\n\r\nPay at once!\r\n--mix\r\n" + part + "\r\n--mix--\r\n");
}
