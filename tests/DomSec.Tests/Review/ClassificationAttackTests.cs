using System.Diagnostics;
using System.Text;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Headers;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Review;

/// <summary>What somebody could make of the header, the names and the reviews of a message.</summary>
public sealed class ClassificationAttackTests
{
    [Theory]
    [InlineData("deleted")]
    [InlineData("modified")]
    [Trait("Requirement", "HP-01 HP-12")]
    public async Task From_that_is_not_as_signed_is_never_taken_for_hidden(string status)
    {
        byte[] attribute = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", status == "deleted" ? 1 : 2), ("Subject", "Budget", 0)]);
        TestDoors doors = TestDoors.ForPartner(new DomSecOptions { RequireProtectedFrom = true });
        DomainSecurityReport right = await doors.ClassifyAsync(Protected.Encrypted(Protected.Fields, Protected.Plain, signer => signer.SignedAttributes.Add(attribute)));
        right.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc7508, right.HeaderProtection);

        // What alice wrote, sent again as the chief's.
        string header = Protected.Fields.Replace("Alice <alice@", "Chief <chief@", StringComparison.Ordinal);
        DomainSecurityReport report = await doors.ClassifyAsync(Protected.Encrypted(header, Protected.Plain, signer => signer.SignedAttributes.Add(attribute)));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
        report.Raises(SecurityFlags.HeaderInvalid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "HP-06 SEC-DOS-03")]
    public async Task Header_of_a_megabyte_of_names_costs_no_more_than_its_octets(bool inside)
    {
        var fields = new StringBuilder(Protected.Fields);
        for (int i = 0; fields.Length < (1 << 20) - 200; i++)
        {
            fields.Append(i.ToString("x", System.Globalization.CultureInfo.InvariantCulture)).Append(":\r\n");
        }

        byte[] message = Protected.Signed(inside ? Protected.Fields : fields.ToString(), inside ? Protected.Payload(fields: fields.ToString()) : Protected.Payload());
        long start = Stopwatch.GetTimestamp();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 15);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
    }

    [Theory]
    [InlineData("other.example")]
    [InlineData("{0}.other.example")]
    [Trait("Requirement", "DS-NAM-30 SEC-DOS-03")]
    public async Task Thousands_of_senders_under_several_agreements_cost_no_more_than_their_octets(string others)
    {
        TestDoors doors = TestDoors.ForPartner();
        doors.Community.SetAgreement(TestDoors.Acme, new PeerAgreement());
        doors.Community.SetAgreement(MailDomain.Parse("third.example"), new PeerAgreement());
        string from = "From: " + string.Join(",\r\n ", Enumerable.Range(0, 12_000).Select(i => i < 6000
            ? $"a@{i}a.acme.example"
            : "b@" + string.Format(System.Globalization.CultureInfo.InvariantCulture, others, i + "b"))) + "\r\n";
        byte[] message = LayeredMessage.Of(Messages.Plain()).WithHeader(from).Null().Signed(layer =>
        {
            for (int i = 0; i < 8; i++)
            {
                layer.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig));
            }
        }).ToOctets();
        long start = Stopwatch.GetTimestamp();
        DomainSecurityReport report = await doors.ClassifyAsync(message);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 8);
        report.HasStatus(SecurityStatus.Policy);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OddSignatures.DomainSig)]
    [InlineData(OddSignatures.ReviewSig)]
    [Trait("Requirement", "DS-NAM-28 SEC-DOS-03")]
    public async Task Thousands_of_names_in_a_certificate_and_thousands_of_senders_are_not_compared_each_with_each(string? type)
    {
        byte[] small = Message(1000, 3750);
        byte[] large = Message(4000, 15_000);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(large);
        Assert.NotEqual(CertificateFact.Missing, report.Signatures()[0].Certificate);
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        await Growth.IsNotQuadraticAsync(() => TestDoors.ForPartner().ClassifyAsync(small), () => TestDoors.ForPartner().ClassifyAsync(large));

        byte[] Message(int names, int senders)
        {
            TestIdentity signer = Ids.Stranger.Issue(TestRole.DomainSigning, "evil.example", TestKeyType.P256, shape =>
            {
                shape.Emails.InsertRange(0, Enumerable.Range(0, names).Select(i => $"domain-signing-authority@{i}.example"));
                if (type is null)
                {
                    shape.CommonNames.Clear();
                }
            });
            string from = "From: " + string.Join(",\r\n ", Enumerable.Range(0, senders).Select(i => $"a@{i}a.evil.example")) + "\r\n";
            LayeredMessage message = LayeredMessage.Of(Messages.Plain()).WithHeader(from).Null();
            for (int layer = 0; layer < 2; layer++)
            {
                message = message.Signed(signatures =>
                {
                    signatures.IncludesCertificates = false;
                    signatures.MoreCertificates.Add(signer.Der);
                    for (int i = 0; i < 32; i++)
                    {
                        signatures.By(signer, one => _ = type is null ? one : one.Types(type));
                    }
                });
            }

            return message.ToOctets();
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-02 DS-NAM-23")]
    public async Task Directory_name_speaks_for_no_domain_that_strangers_share()
    {
        TestIdentity authority = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape =>
        {
            shape.Emails.Clear();
            shape.Organization = "Acme";
        });
        TestIdentity mallory = TestCa.Shared.IssuePerson("mallory@freemail.example", TestKeyType.P256, shape => shape.Organization = "Acme");
        byte[] message = LayeredMessage.Of(Messages.Plain("mallory@freemail.example")).Signed(mallory).Signed(authority, OddSignatures.DomainSig).ToOctets();
        (await TestDoors.ForPartner().ClassifyAsync(message)).HasStatus(SecurityStatus.Pass); // decision 12

        DomainSecurityReport report = await TestDoors.ForPartner(new DomSecOptions { SharedDomains = [MailDomain.Parse("freemail.example")] }).ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Policy);
        Assert.Null(report.Domain);
        Assert.Empty(report.RepresentedDomains);
        report.Raises(SecurityFlags.MapPublicSuffix);
    }

    [Fact]
    [Trait("Requirement", "DS-REV-05 DS-DSV-05")]
    public async Task Reviews_inside_a_domain_signature_count_although_nothing_else_inside_is_verified()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().Signed(Ids.AcmeReviewer, OddSignatures.ReviewSig).Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner(new DomSecOptions { RequiredReviews = 1, InnerVerification = InnerVerification.None }).ClassifyAsync(message);
        report.DoesNotRaise(SecurityFlags.ReviewMissing);
        report.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-05 HP-12")]
    public async Task Nothing_is_learnt_from_a_signature_that_the_header_invalidates()
    {
        byte[] capabilities = OddSignatures.Attribute("1.2.840.113549.1.9.15", Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Oid("2.16.840.1.101.3.4.1.42"))));
        byte[] attribute = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1), ("Subject", "Budget", -1)]);
        void Change(OddSigner signer)
        {
            signer.SignedAttributes.Add(attribute);
            signer.SignedAttributes.Add(capabilities);
        }

        TestDoors doors = TestDoors.ForPartner();
        (await doors.ClassifyAsync(Protected.Signed(Protected.Fields.Replace("Budget", "Else", StringComparison.Ordinal), Protected.Plain, Change))).HasStatus(SecurityStatus.Fail);
        Assert.Null(doors.Peers.Find(TestDoors.Acme));
        (await doors.ClassifyAsync(Protected.Signed(Protected.Fields, Protected.Plain, Change))).HasStatus(SecurityStatus.Pass);
        Assert.NotNull(doors.Peers.Find(TestDoors.Acme));
    }
}
