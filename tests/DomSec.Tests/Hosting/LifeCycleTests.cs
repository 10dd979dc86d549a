using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Hosting;

/// <summary>Keys follow each other by time alone: nothing is restarted, no file changes.</summary>
[Trait("Requirement", "SEC-KEY-01")]
public sealed class LifeCycleTests : IDisposable
{
    private static readonly DateTimeOffset Next = TestDoors.Now.AddDays(10);
    private static readonly DateTimeOffset OldEnd = TestDoors.Now.AddDays(20);
    private readonly TempFolder _folder = new();

    private static TestIdentity Old(TestRole role, string domain = "acme.example") => TestCa.Shared.Issue(role, domain, TestKeyType.P256, shape => shape.NotAfter = OldEnd);

    private static TestIdentity New(TestRole role, string domain = "acme.example", DateTimeOffset? from = null) => TestCa.Shared.Issue(role, domain, TestKeyType.P256, shape =>
    {
        shape.NotBefore = from ?? Next;
        shape.KeyName = domain + "/next/" + role;
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Staged_identity_is_used_from_the_second_it_is_valid_and_the_old_one_never_after_its_last(bool inFolder)
    {
        TestIdentity[] all = [Old(TestRole.DomainSigning), New(TestRole.DomainSigning), Old(TestRole.Confidentiality), New(TestRole.Confidentiality)];
        var time = new FakeTimeProvider(TestDoors.Now);
        using DomSecCommunity doors = Open(inFolder, time, all, []);
        (string old, string next) = (all[0].Certificate.SerialNumber, all[1].Certificate.SerialNumber);

        Assert.Equal((old, all[2].Certificate.SerialNumber), await SignAsync(doors));
        time.SetUtcNow(Next.AddSeconds(-1));
        Assert.Equal((old, all[2].Certificate.SerialNumber), await SignAsync(doors));
        time.SetUtcNow(Next);
        Assert.Equal((next, all[3].Certificate.SerialNumber), await SignAsync(doors));
        time.SetUtcNow(OldEnd.AddDays(1));
        Assert.Equal((next, all[3].Certificate.SerialNumber), await SignAsync(doors));
    }

    [Fact]
    public async Task Key_past_its_last_second_does_not_sign_even_when_it_is_the_only_one()
    {
        var time = new FakeTimeProvider(OldEnd);
        using DomSecCommunity doors = Open(inFolder: false, time, [Old(TestRole.DomainSigning)], []);
        await SignAsync(doors);
        time.SetUtcNow(OldEnd.AddTicks(1));
        DomainSigningResult refused = await doors.Signer.SignAsync(Messages.Parse(Messages.Plain()), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.Equal(DomainOutcome.Refused, refused.Outcome);
        refused.Report.Refusal.IsRefused("RFC 5280 section 4.1.2.5");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_with_an_activation_time_waits_for_it_though_its_certificate_is_valid(bool inFolder)
    {
        TestIdentity[] all = [Old(TestRole.DomainSigning), New(TestRole.DomainSigning, from: TestDoors.Now.AddDays(-1)), Old(TestRole.Confidentiality), New(TestRole.Confidentiality, from: TestDoors.Now.AddDays(-1))];
        var time = new FakeTimeProvider(TestDoors.Now);
        using DomSecCommunity doors = Open(inFolder, time, all, [], activates: Next);
        Assert.Equal((all[0].Certificate.SerialNumber, all[2].Certificate.SerialNumber), await SignAsync(doors));
        time.SetUtcNow(Next.AddTicks(-1));
        Assert.Equal((all[0].Certificate.SerialNumber, all[2].Certificate.SerialNumber), await SignAsync(doors));
        time.SetUtcNow(Next);
        Assert.Equal((all[1].Certificate.SerialNumber, all[3].Certificate.SerialNumber), await SignAsync(doors));
    }

    [Fact]
    public async Task Staged_key_steps_in_early_when_no_other_is_valid()
    {
        TestIdentity staged = New(TestRole.DomainSigning, from: TestDoors.Now.AddDays(-1));
        using DomSecCommunity doors = Open(inFolder: true, new FakeTimeProvider(TestDoors.Now), [staged], [], activates: TestDoors.Now.AddDays(300));
        Assert.Equal(staged.Certificate.SerialNumber, (await SignAsync(doors)).Signer);
    }

    [Fact]
    public async Task Activation_time_that_is_none_is_reported_and_the_key_stays_usable()
    {
        TestIdentity identity = Old(TestRole.DomainSigning);
        string path = CommunityFolder.Write(_folder, [TestCa.Shared], [], []);
        _folder.Write("community/identities/acme.example/a.pem", "Activate-At: soon\n" + identity.Pem + identity.KeyPem);
        using var community = new FolderCommunity(path);
        Assert.Contains("Activate-At", Assert.Single(community.Problems).Text, StringComparison.Ordinal);
        Assert.Single(await community.GetSigningKeysAsync(TestDoors.Acme, DomainRole.DomainSigning));
    }

    [Fact]
    public async Task Newest_identity_that_nobody_trusts_does_not_displace_the_trusted_one()
    {
        TestIdentity trusted = Old(TestRole.DomainSigning);
        TestIdentity foreign = new TestCa("Unknown Root").Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape => shape.NotBefore = TestDoors.Now.AddDays(-1));
        using DomSecCommunity doors = Open(inFolder: false, new FakeTimeProvider(TestDoors.Now), [trusted, foreign], []);
        Assert.Equal(trusted.Certificate.SerialNumber, (await SignAsync(doors)).Signer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Partner_is_encrypted_to_with_the_newest_valid_certificate_and_opens_both(bool inFolder)
    {
        TestIdentity[] own = [Old(TestRole.DomainSigning), Old(TestRole.Confidentiality), New(TestRole.Confidentiality, from: TestDoors.Now)];
        TestIdentity[] partner = [Old(TestRole.Confidentiality, "partner.example"), New(TestRole.Confidentiality, "partner.example")];
        var time = new FakeTimeProvider(TestDoors.Now);
        using DomSecCommunity doors = Open(inFolder, time, own, partner);
        using var theirs = new TempFolder();
        using DomSecCommunity theirDoors = DomSecCommunity.Open(CommunityFolder.Write(theirs, [TestCa.Shared], partner, own), new() { TimeProvider = time });
        using var openSsl = new OpenSsl();
        var opened = new List<int>();
        foreach (DateTimeOffset at in new[] { Next.AddSeconds(-1), Next, OldEnd.AddSeconds(1) })
        {
            time.SetUtcNow(at);
            MimeKit.MimeMessage encrypted = (await doors.Encryptor.EncryptAsync(Messages.Parse(Messages.Plain()), new() { Domain = TestDoors.Acme, Recipients = ["bob@partner.example"], AllowWithoutDomainSignature = true, Profile = AlgorithmProfile.Smime32 })).Message;
            using var octets = new MemoryStream();
            await encrypted.WriteToAsync(octets, TestContext.Current.CancellationToken);
            opened.Add(Array.FindIndex(partner, identity => openSsl.DecryptMessage(octets.ToArray(), identity).Ok));
        }

        Assert.Equal([0, 1, 1], opened);

        // Overlap, and long after: what a peer still encrypts to the old certificate is opened with the key that was kept.
        time.SetUtcNow(OldEnd.AddYears(1));
        byte[] late = openSsl.Cms("-encrypt", "-aes-256-gcm", "-in", openSsl.File(Messages.Plain()), "-from", "alice@acme.example", "-to", "bob@partner.example", "-subject", "late", openSsl.File(partner[0].Pem)).Expect().Output;
        using var source = new MemoryStream(late);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await theirDoors.Encryptor.DecryptStreamAsync(source, destination, new() { Domain = TestDoors.Partner });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private DomSecCommunity Open(bool inFolder, FakeTimeProvider time, TestIdentity[] own, TestIdentity[] members, DateTimeOffset? activates = null)
    {
        if (inFolder)
        {
            string path = CommunityFolder.Write(_folder, [TestCa.Shared], [], members);
            foreach ((int index, TestIdentity identity) in own.Index())
            {
                string line = activates is { } at && identity.Certificate.NotBefore > TestCa.DefaultNotBefore.LocalDateTime.AddYears(1) ? $"Activate-At: {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n" : "";
                _folder.Write($"community/identities/{identity.Domain}/{index}.pem", line + identity.Pem + identity.KeyPem);
            }

            return DomSecCommunity.Open(path, new() { TimeProvider = time, Watch = false });
        }

        var memory = new MemoryCommunity();
        memory.AddAnchor(TestCa.Shared.Certificate);
        foreach (TestIdentity identity in own)
        {
            DateTimeOffset? at = identity.Certificate.NotBefore > TestCa.DefaultNotBefore.LocalDateTime.AddYears(1) ? activates : null;
            MailDomain domain = MailDomain.Parse(identity.Domain);
            _ = identity.Role == TestRole.Confidentiality
                ? memory.AddDecryptionKey(domain, new SoftwareDecryptionKey(identity.Certificate, identity.OpenAgreementKey()) { ActivatesAt = at })
                : memory.AddSigningKey(domain, DomainRole.DomainSigning, new SoftwareSigningKey(identity.Certificate) { ActivatesAt = at });
        }

        foreach (TestIdentity member in members)
        {
            memory.AddMember(MailDomain.Parse(member.Domain), member.Certificate);
        }

        return DomSecCommunity.Create(memory, memory, memory, memory, new() { TimeProvider = time });
    }

    /// <summary>Who signed, and which certificate the signature asks to be encrypted to (the second one that came along).</summary>
    private static async Task<(string Signer, string? Announced)> SignAsync(DomSecCommunity doors)
    {
        DomainSigningResult result = await doors.Signer.SignAsync(Messages.Parse(Messages.Plain()), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.True(result.Outcome == DomainOutcome.Applied, result.Report.Refusal?.ToString());
        using var octets = new MemoryStream();
        await result.Message.WriteToAsync(octets);
        var cms = new System.Security.Cryptography.Pkcs.SignedCms();
        cms.Decode(Messages.CmsOf(octets.ToArray()));
        string? signer = cms.SignerInfos[0].Certificate?.SerialNumber;
        return (signer!, cms.Certificates.FirstOrDefault(c => c.SerialNumber != signer)?.SerialNumber);
    }
}
