using System.Text;
using DomSec.Cms;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Signing;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Tests.Review;

/// <summary>What the signer believes has to be what the classifier would: one of them alone being tolerant is a gap between the two.</summary>
public sealed class SignedCarrierTests
{
    [Theory]
    [InlineData("application/pkcs7-mime; smime-type=signed-data")]
    [InlineData("application/octet-stream; name=smime.p7m")]
    [InlineData("application/octet-stream")]
    [InlineData("application/octet-stream; name=smime.bin")]
    [InlineData("application/pkcs7-signature")]
    [InlineData("application/cms")]
    [InlineData("application/x-pkcs7")]
    [Trait("Requirement", "DS-DSG-03")]
    public async Task Invalid_signature_is_not_signed_over_however_it_is_carried(string type)
    {
        byte[] good = Messages.SignedData(Ids.Alice, LayeredMessage.Of(Messages.Plain()).Entity);
        byte[] bad = [.. good];
        bad[bad.AsSpan().IndexOf("Budget"u8)] ^= 1;
        TestDoors doors = TestDoors.ForAcme();
        (DomainSigningReport applied, _) = await doors.SignAsync(Carry(good));
        Assert.Equal(DomainOutcome.Applied, applied.Outcome);
        Assert.NotNull(applied.Precondition);

        // The author's own signature is evidence, whatever the relay before us called it.
        (DomainSigningReport own, _) = await doors.SignAsync(Carry(good), new() { Domain = TestDoors.Acme, Evidence = OriginatorEvidence.OriginatorSignature });
        Assert.True(own.Outcome == DomainOutcome.Applied, own.Refusal?.ToString());

        (DomainSigningReport refused, byte[] output) = await doors.SignAsync(Carry(bad));
        Assert.Equal(DomainOutcome.Refused, refused.Outcome);
        Assert.Empty(output);

        byte[] Carry(byte[] cms) => Encoding.ASCII.GetBytes(
            $"From: alice@acme.example\r\nTo: bob@partner.example\r\nMIME-Version: 1.0\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks)}\r\n");
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-03")]
    public async Task Octets_that_are_no_protection_are_signed_as_content()
    {
        byte[] message = Encoding.ASCII.GetBytes("From: alice@acme.example\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQFBgc=\r\n");
        (DomainSigningReport report, byte[] output) = await TestDoors.ForAcme().SignAsync(message, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        DomainSecurityReport seen = await TestDoors.ForAcme().ClassifyAsync(output);
        Assert.Equal((SecurityStatus.Pass, "S(S0(content))"), (seen.Status, seen.Structure));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-02")]
    public async Task Nothing_is_signed_for_a_domain_that_strangers_share()
    {
        TestDoors doors = TestDoors.ForAcme(new DomSecOptions { SharedDomains = [TestDoors.Acme] });
        (DomainSigningReport report, byte[] output) = await doors.SignAsync(Messages.Plain());
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Equal(SecurityFlags.MapPublicSuffix.Id, report.Refusal!.Rule);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-01")]
    public async Task Key_shared_by_two_doors_names_each_ones_own_encryption_certificate()
    {
        using var key = new SoftwareSigningKey(Ids.AcmeSigner.Certificate);
        var store = new MemoryCommunity();
        store.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, key);
        (IReadOnlyList<SignerKey> keys, _) = await new SignerKeySelector(new OwnCertificates(new CertificateValidator(), store, new()), allowExperimental: false).SelectAsync(store, TestDoors.Acme, DomainRole.DomainSigning, AlgorithmProfile.Smime4, NamingTerms.Strict, TestDoors.Now, default);
        SignerKey shared = Assert.Single(keys);
        Certificate[] certificates = [Parse(Ids.AcmeDca), Parse(Ids.PartnerDca)];
        byte[][] serials = [certificates[0].SerialNumber.ToArray(), certificates[1].SerialNumber.ToArray()];
        byte[] digest = new byte[32];
        int wrong = 0;
        Parallel.For(0, 40_000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            int own = i % 2;
            byte[] attributes = shared.Template(SignatureType.Domain, certificates[own]).EncodeAttributes(digest, TestDoors.Now);
            if (attributes.AsSpan().IndexOf(serials[own]) < 0)
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);

        static Certificate Parse(TestIdentity identity)
        {
            Assert.Equal(DomSec.Ber.BerStatus.Ok, Certificate.TryParse(identity.Der, out Certificate? certificate));
            return certificate!;
        }
    }
}
