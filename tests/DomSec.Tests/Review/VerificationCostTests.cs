using System.Security.Cryptography;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Review;

/// <summary>What verifying one message may cost, when its author chose the keys.</summary>
public sealed class VerificationCostTests
{
    private static readonly byte[] _keyIdentifier = [1, 2, 3, 4];

    [Fact]
    [Trait("Requirement", "SEC-DOS-03")]
    public async Task Work_for_all_signatures_of_one_message_is_bounded()
    {
        // In each of nine layers 32 signers name one key identifier that 16 certificates share, with the largest keys that are taken: 4608 pairs.
        byte[][] certificates = [.. Enumerable.Range(1, 16).Select(Certificate)];
        LayeredMessage message = LayeredMessage.Of(Messages.Plain());
        for (int layer = 0; layer < 9; layer++)
        {
            message = message.Carry(SignedData(message.Entity, certificates, signers: 32), "signed-data");
        }

        DomainSecurityReport report = await new TestDoors().ClassifyAsync(message.ToOctets());
        Assert.Equal(288, report.Signatures().Count);
        Assert.All(report.Signatures(), signature => Assert.NotEqual(SignatureFact.Valid, signature.Signature));
        Assert.Contains(report.Layers[0].Signatures[0].Flags, raised => raised.Flag == SecurityFlags.SignatureInvalid); // the outermost is still found out about
        Assert.All(report.Layers[8].Signatures, signature => Assert.Contains(signature.Flags, raised => raised.Flag == SecurityFlags.Limit && raised.Detail.StartsWith("The message costs too much", StringComparison.Ordinal)));
        report.HasStatus(SecurityStatus.Fail);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-03")]
    public async Task Work_that_inner_layers_cost_takes_nothing_from_the_domain_signature_outside()
    {
        byte[][] certificates = [.. Enumerable.Range(1, 16).Select(Certificate)];
        LayeredMessage message = LayeredMessage.Of(Messages.Plain());
        for (int layer = 0; layer < 4; layer++)
        {
            message = message.Carry(SignedData(message.Entity, certificates, signers: 32), "signed-data");
        }

        DomainSecurityReport report = await new TestDoors().ClassifyAsync(message.Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets());
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(SignatureFact.Valid, Assert.Single(report.Layers[0].Signatures).Signature);
    }

    private static byte[] Certificate(int serial)
    {
        byte[] modulus = RandomNumberGenerator.GetBytes(2048);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        byte[] key = Tlv.Of(Tlv.Sequence, Tlv.Integer(modulus), Tlv.Integer(65537));
        byte[] algorithm = Tlv.Algorithm("1.2.840.113549.1.1.11", Tlv.Null);
        byte[] name = Ids.Alice.Certificate.IssuerName.RawData;
        byte[] identifier = Tlv.Of(Tlv.Sequence, Tlv.Oid("2.5.29.14"), Tlv.Of(Tlv.OctetString, Tlv.Of(Tlv.OctetString, _keyIdentifier)));
        byte[] tbs = Tlv.Of(
            Tlv.Sequence,
            Tlv.Of(0xA0, Tlv.Integer(2)),
            Tlv.Integer(serial),
            algorithm,
            name,
            Tlv.Of(Tlv.Sequence, Tlv.UtcTime(TestDoors.Now.AddYears(-1)), Tlv.UtcTime(TestDoors.Now.AddYears(1))),
            name,
            Tlv.Of(Tlv.Sequence, Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null), Tlv.Of(0x03, [0], key)),
            Tlv.Of(0xA3, Tlv.Of(Tlv.Sequence, identifier)));
        return Tlv.Of(Tlv.Sequence, tbs, algorithm, Tlv.Of(0x03, [0], new byte[256]));
    }

    private static byte[] SignedData(byte[] content, byte[][] certificates, int signers)
    {
        byte[] digest = Tlv.Algorithm("2.16.840.1.101.3.4.2.1");
        byte[] signature = RandomNumberGenerator.GetBytes(2048);
        signature[0] &= 0x7F;
        byte[] signer = Tlv.Of(
            Tlv.Sequence,
            Tlv.Integer(3),
            Tlv.Of(0x80, _keyIdentifier),
            digest,
            Tlv.Of(
                0xA0,
                OddSignatures.Attribute("1.2.840.113549.1.9.4", Tlv.Of(Tlv.OctetString, SHA256.HashData(content))), // not in order: both orders are verified
                OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(OddSignatures.Data))),
            Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null),
            Tlv.Of(Tlv.OctetString, signature));
        byte[] signedData = Tlv.Of(
            Tlv.Sequence,
            Tlv.Integer(3),
            Tlv.Of(Tlv.Set, digest),
            Tlv.Of(Tlv.Sequence, Tlv.Oid(OddSignatures.Data), Tlv.Of(0xA0, Tlv.Of(Tlv.OctetString, content))),
            Tlv.Of(0xA0, certificates),
            Tlv.Of(Tlv.Set, [.. Enumerable.Repeat(signer, signers)]));
        return Tlv.Of(Tlv.Sequence, Tlv.Oid(OddSignatures.SignedData), Tlv.Of(0xA0, signedData));
    }
}
