using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Ess;
using DomSec.Tests.Headers;
using DomSec.Tests.Hosting;
using DomSec.Tests.Layers;
using DomSec.Tests.Signing.MailList;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Pairs for the flags of carriers, revocation, ESS and protected header fields; see <see cref="FlagTests"/>.</summary>
internal static class FurtherFlagCases
{
    private const string MultipleSignatures = "1.2.840.113549.1.9.16.2.51";
    private const string HeaderFieldsOfTheExample = "1.2.840.113549.1.9.16.2.80";

    private static readonly byte[] _fromAttribute = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1)]);
    private static readonly byte[] _damaged = [.. Ids.AcmeSigner.Der[..4], (byte)(Ids.AcmeSigner.Der[4] ^ 1), .. Ids.AcmeSigner.Der[5..]]; // the tag of tbsCertificate: no certificate at all

    public static Dictionary<string, FlagCase> All { get; } = new(StringComparer.Ordinal)
    {
        ["subject whose order cannot be told"] = new(
            SecurityFlags.NameOrder,
            () => Covered.SignedBy(shape => shape.Subject = new X500DistinguishedName("CN=domain-signing-authority,O=Acme,C=US,OU=Defence")),
            () => Covered.SignedBy(shape => shape.Subject = new X500DistinguishedName("CN=domain-signing-authority,OU=Defence,O=Acme,C=US")),
            SecurityStatus.Pass),
        ["base64 that no label names"] = new(SecurityFlags.CarrierEncoding, () => Encoded(""), () => Encoded("Content-Transfer-Encoding: BASE64\r\n"), SecurityStatus.Pass),
        ["winmail.dat"] = new(SecurityFlags.CarrierTnef, () => Tnef("IPM.Note.SMIME"), () => Tnef("IPM.Note"), SecurityStatus.Pass) { NearMissStatus = SecurityStatus.None },
        ["footer"] = new(
            SecurityFlags.SignatureAltered,
            () => Covered.Plain().ClearSigned(layer => layer.By(Ids.Alice), firstPart: [.. Covered.Plain().Entity, .. "--\r\nScanned.\r\n"u8]).ToOctets(),
            () => Covered.Plain().ClearSigned(layer => layer.By(Ids.Alice), firstPart: Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Covered.Plain().Entity).Replace("second", "third", StringComparison.Ordinal))).ToOctets(),
            SecurityStatus.Fail) { Companions = [SecurityFlags.SignatureInvalid, SecurityFlags.HeaderUnprotected], NearMissStatus = SecurityStatus.Fail },
        ["signature in a multipart/mixed"] = new(SecurityFlags.StraySignature, () => Beside("application/pkcs7-signature"), () => Beside("application/octet-stream"), SecurityStatus.None) { NearMissStatus = SecurityStatus.None },
        ["signature that names another one"] = new(
            SecurityFlags.SignatureStripped,
            () => Covered.Signer(signer => signer.Types(DomainSig).SignedAttributes.Add(Other())),
            () => Covered.Signer(signer => signer.Types(DomainSig).UnsignedAttributes.Add(Other())), // where anybody could have put it
            SecurityStatus.Policy),
        ["attributes sent with long lengths"] = new(
            SecurityFlags.AttributesNotDer,
            () => Covered.Signer(signer => signer.Types(DomainSig).AlterSentAttributes = attributes => [0x30, 0x81, .. attributes[1..]]),
            () => Covered.DomainSigned(),
            SecurityStatus.Pass),
        ["damaged certificate"] = new(SecurityFlags.CertificateDamaged, () => Certified(_damaged), () => Certified(Ids.AcmeSigner.Der), SecurityStatus.Policy) { Doors = () => FlagCase.Quiet().Member(Ids.AcmeSigner) },
        ["revoked"] = new(SecurityFlags.CertificateRevoked, () => Covered.DomainSigned(), () => Covered.DomainSigned(Ids.AcmeRsaSigner), SecurityStatus.Fail) { Doors = () => WithList(TestCa.Shared.Crl(number: 2, revoked: Ids.AcmeSigner)) },
        ["list that is too old"] = new(SecurityFlags.RevocationUnknown, () => Covered.DomainSigned(), () => Covered.DomainSigned(), SecurityStatus.TempError)
        {
            Doors = () => WithList(TestCa.Shared.Crl(nextUpdate: TestDoors.Now.AddDays(-1))), NearMissDoors = () => WithList(TestCa.Shared.Crl()),
        },
        ["no list at all"] = new(SecurityFlags.RevocationNone, () => Covered.DomainSigned(), () => Covered.DomainSigned(), SecurityStatus.Pass)
        {
            Doors = () => TestDoors.ForPartner(), NearMissDoors = () => WithList(TestCa.Shared.Crl()),
        },
        ["key below the minimum"] = new(SecurityFlags.KeySmall, () => Covered.DomainSigned(Ids.AcmeRsaSigner), () => Covered.DomainSigned(Ids.AcmeRsaSigner), SecurityStatus.Policy)
        {
            Doors = () => TestDoors.ForPartner(FlagCase.NoRevocation with { MinRsaKeyBits = 2049 }), NearMissDoors = () => TestDoors.ForPartner(FlagCase.NoRevocation with { MinRsaKeyBits = 2048 }),
        },
        ["third part in a multipart/signed"] = new(
            SecurityFlags.Malformed,
            () => Covered.Plain().ClearSigned(layer => layer.By(Ids.Alice), moreParts: "--{boundary}\r\nContent-Type: text/plain\r\n\r\nmore\r\n").ToOctets(),
            () => Covered.Plain().ClearSigned(layer => layer.By(Ids.Alice)).ToOctets(),
            SecurityStatus.Neutral),
        ["one signer too many"] = new(
            SecurityFlags.Limit,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice).By(Ids.RsaAlice)).ToOctets(),
            () => Covered.OriginatorSigned(),
            SecurityStatus.Neutral) { Doors = () => TestDoors.ForPartner(FlagCase.NoRevocation with { Limits = new() { MaxSigners = 1 } }) },
        ["label twice"] = new(SecurityFlags.AttributeDuplicate, () => ByAlice(Label(7), Label(7)), () => ByAlice(Label(7)), SecurityStatus.Pass),
        ["label that is none"] = new(SecurityFlags.AttributeMalformed, () => ByAlice(Attribute(Labels.SecurityLabel, Tlv.Null)), () => ByAlice(Label(7)), SecurityStatus.Pass),
        ["label among the unsigned attributes"] = new(
            SecurityFlags.AttributePlacement,
            () => Covered.Plain().Signed(layer => layer.By(Ids.Alice, signer => signer.UnsignedAttributes.Add(Label(7)))).ToOctets(),
            () => ByAlice(Label(7)),
            SecurityStatus.Pass),
        ["two labels"] = new(SecurityFlags.LabelConflict, () => ByTwo(Label(7), Label(8)), () => ByTwo(Label(7), Label(7)), SecurityStatus.Policy) { Doors = Guard },
        ["label of nobody's policy"] = new(SecurityFlags.LabelUnknownPolicy, () => ByAlice(Labels.Attribute(Labels.Unknown, 7)), () => ByAlice(Label(7)), SecurityStatus.Policy) { Doors = Guard },
        ["two receipt requests"] = new(SecurityFlags.ReceiptConflict, () => ByTwo(Receipt("one"), Receipt("two")), () => ByTwo(Receipt("one"), Receipt("one")), SecurityStatus.Pass),
        ["history that cannot be read"] = new(SecurityFlags.ExpansionConflict, () => Expanded(Attribute(ExpansionHistories.Type, Tlv.Null)), () => Expanded(ExpansionHistories.OneEntry), SecurityStatus.Pass),
        ["own certificate in the history"] = new(
            SecurityFlags.ExpansionLoop,
            () => Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry(Ids.PartnerDca))),
            () => Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry(Ids.AcmeDca))),
            SecurityStatus.Pass),
        ["65 lists"] = new(SecurityFlags.ExpansionOverflow, () => Expanded(Lists(65)), () => Expanded(Lists(64)), SecurityStatus.Pass),
        ["another subject"] = new(
            SecurityFlags.HeaderMismatch,
            () => Protected.Signed(Protected.Fields.Replace("Budget", "Pay at once", StringComparison.Ordinal), Protected.Payload()),
            () => Protected.Signed(Protected.Fields.Replace("Subject: ", "SUBJECT:\r\n ", StringComparison.Ordinal), Protected.Payload()),
            SecurityStatus.Pass),
        ["another sender"] = new(
            SecurityFlags.HeaderFrom,
            () => Protected.Signed(Protected.Fields.Replace("alice@", "chief@", StringComparison.Ordinal), Protected.Payload()),
            () => Protected.Signed(Protected.Fields.Replace("Alice <", "\"The Bank\" <", StringComparison.Ordinal), Protected.Payload()),
            SecurityStatus.Policy) { Companions = [SecurityFlags.HeaderMismatch, SecurityFlags.HeaderUnprotected] },
        ["attribute with an algorithm that does not exist"] = new(
            SecurityFlags.HeaderForm,
            () => Protected.Signed(Protected.Fields, Protected.Payload(), signer => signer.SignedAttributes.Add(Protected.Attribute(2, [("From", "Alice <alice@acme.example>", -1)]))),
            () => Protected.Signed(Protected.Fields, Protected.Payload(), signer => signer.SignedAttributes.Add(_fromAttribute)),
            SecurityStatus.Pass),
        ["field that is not the one in the attribute"] = new(
            SecurityFlags.HeaderInvalid, () => WithAttribute(Subject("Other")), () => WithAttribute(Subject("Budget")), SecurityStatus.Fail) { Companions = [SecurityFlags.HeaderMismatch] },
        ["attribute under the example's identifier"] = new(
            SecurityFlags.HeaderLegacyOid,
            () => WithAttribute(Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1)], HeaderFieldsOfTheExample)),
            () => WithAttribute(_fromAttribute),
            SecurityStatus.Pass),
        ["attribute of one signer"] = new(SecurityFlags.HeaderInconsistent, () => TwoDomainSigners(_fromAttribute, null), () => TwoDomainSigners(_fromAttribute, _fromAttribute), SecurityStatus.Policy),
        ["recipient whom nothing names"] = new(
            SecurityFlags.RecipientNotNamed,
            () => Protected.Encrypted(Protected.Fields, Protected.Payload()),
            () => Protected.Encrypted(Protected.Fields.Replace("To: bob@", "To: victim@", StringComparison.Ordinal), Protected.Payload(fields: Protected.Fields.Replace("To: bob@", "To: victim@", StringComparison.Ordinal))),
            SecurityStatus.Pass) { Request = new() { Domain = TestDoors.Partner, Recipients = ["victim@partner.example"] } },
    };

    private static byte[] Encoded(string field) =>
        Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Covered.OriginatorSigned()).Replace("Content-Transfer-Encoding: base64\r\n", field, StringComparison.Ordinal));

    private static byte[] Tnef(string messageClass)
    {
        byte[] tnef = GatewayCarrierTests.Tnef(messageClass, new OddSignatures(Covered.Plain().Entity).By(Ids.Alice).Encode(), 1);
        string entity = $"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}\r\n";
        return Encoding.ASCII.GetBytes(HeaderOf(Covered.Plain()) + entity);
    }

    private static string HeaderOf(LayeredMessage message) => Encoding.ASCII.GetString(message.ToOctets()[..^message.Entity.Length]);

    private static byte[] Beside(string type)
    {
        string signature = Convert.ToBase64String(new OddSignatures("Text"u8.ToArray()) { IsDetached = true }.By(Ids.Alice).Encode());
        return Encoding.ASCII.GetBytes(
            $"From: alice@acme.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nText\r\n--x\r\nContent-Type: {type}; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--x--\r\n");
    }

    /// <summary>RFC 5752 section 2: the attribute by which a signer names another signature of its own in the layer.</summary>
    private static byte[] Other()
    {
        byte[] sha256 = Tlv.Algorithm("2.16.840.1.101.3.4.2.1");
        return Attribute(MultipleSignatures, Tlv.Of(Tlv.Sequence, sha256, Tlv.Algorithm("2.16.840.1.101.3.4.3.18"), Tlv.Of(Tlv.Sequence, sha256, Tlv.Of(Tlv.OctetString, new byte[32]))));
    }

    private static byte[] Certified(byte[] certificate) => Covered.Layer(layer =>
    {
        layer.IncludesCertificates = false;
        layer.MoreCertificates.Add(certificate);
        layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig));
    });

    private static TestDoors WithList(byte[] list)
    {
        TestDoors doors = TestDoors.ForPartner();
        doors.Community.AddRevocationList(list);
        return doors;
    }

    private static TestDoors Guard() => Labels.Guard(options: FlagCase.NoRevocation);

    private static byte[] Label(int classification) => Labels.Attribute(Labels.Whirlpool, classification);

    private static byte[] Receipt(string identifier) => Attribute(Labels.ReceiptRequest, Tlv.Of(
        Tlv.Sequence, Tlv.Of(Tlv.OctetString, Encoding.ASCII.GetBytes(identifier)), [0x80, 0x01, 0x01], Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(0x81, "alice@acme.example"u8.ToArray())))));

    private static byte[] ByAlice(params byte[][] attributes) => Covered.Plain().Signed(layer => layer.By(Ids.Alice, signer => signer.SignedAttributes.AddRange(attributes))).ToOctets();

    private static byte[] ByTwo(byte[] first, byte[] second) =>
        Covered.Plain().Signed(layer => layer.By(Ids.Alice, signer => signer.SignedAttributes.Add(first)).By(Ids.RsaAlice, signer => signer.SignedAttributes.Add(second))).ToOctets();

    private static byte[] Expanded(byte[] history) => Covered.ByDomain().Signed(layer => layer.By(NestedMessage.List, signer => signer.SignedAttributes.Add(history))).ToOctets();

    private static byte[] Lists(int count) => ExpansionHistories.Attribute([.. Enumerable.Range(0, count).Select(i => ExpansionHistories.Entry([1, (byte)i]))]);

    private static byte[] Subject(string subject) => Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1), ("Subject", subject, -1)]);

    private static byte[] WithAttribute(byte[] attribute) => Protected.Signed(Protected.Fields, Protected.Plain, signer => signer.SignedAttributes.Add(attribute));

    private static byte[] TwoDomainSigners(byte[] first, byte[]? second)
    {
        var layer = new OddSignatures(Messages.Carry([], Null(Encoding.ASCII.GetBytes(Protected.Payload())), "signed-data"));
        layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig).SignedAttributes.Add(first));
        layer.By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig).SignedAttributes.AddRange(second is null ? [] : [second]));
        return Protected.Carry(Protected.Fields, layer.Encode(), "signed-data");
    }
}
