using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Cli;
using DomSec.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Providers;

/// <summary>The next key pairs are made long before they are used, once, and step in without anybody.</summary>
[Trait("Requirement", "SEC-KEY-01")]
public sealed class StageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TestDoors.Now);

    private string Community => Path.Combine(_folder.Path, "c");

    [Fact]
    public async Task Staged_keys_step_in_by_time_and_old_mail_of_a_peer_with_openssl_still_opens()
    {
        Init();
        IReadOnlyList<string> written = CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time });
        Assert.Contains("identities/acme.example/confidentiality-2.pem", written);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Community, "identities/acme.example/signing-2.pem")));
        }

        Assert.DoesNotContain(CommunityWriter.Check(Community, _time), f => f.Severity is CommunityFindingSeverity.Error or CommunityFindingSeverity.Warning);
        using DomSecCommunity doors = DomSecCommunity.Open(Community, new() { TimeProvider = _time, Watch = false });
        using var openSsl = new OpenSsl();
        string first = Member("signing"), second = Member("signing-2");
        DateTimeOffset start = TestDoors.Now.AddYears(2).AddDays(-30);
        _time.SetUtcNow(start.AddSeconds(-1));
        Assert.Equal(SerialOf(first), await SignerAsync(doors, openSsl));
        _time.SetUtcNow(start);
        Assert.Equal(SerialOf(second), await SignerAsync(doors, openSsl));

        // A peer that learnt nothing still encrypts to the old certificate, long after it ended.
        _time.SetUtcNow(TestDoors.Now.AddYears(3));
        CommunityWriter.RenewRevocationList(Community, _time);
        foreach (string recipient in new[] { Member("confidentiality"), Member("confidentiality-2") })
        {
            byte[] encrypted = openSsl.Cms("-encrypt", "-aes-256-gcm", "-in", openSsl.File("Content-Type: text/plain\r\n\r\nx\r\n"), "-from", "bob@partner.example", "-to", "alice@acme.example", "-subject", "x", recipient).Expect().Output;
            using var source = new MemoryStream(encrypted);
            using var destination = new MemoryStream();
            DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, new() { Domain = TestDoors.Acme });
            Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        }

        Assert.Equal(SerialOf(second), await SignerAsync(doors, openSsl));
    }

    [Fact]
    public void Second_run_makes_nothing_unless_forced()
    {
        Init();
        Assert.NotEmpty(CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time }));
        Assert.Empty(CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time }));
        Assert.Contains("identities/acme.example/signing-3.pem", CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time, Force = true }));
    }

    [Fact]
    public void Interrupted_run_is_completed_and_its_remains_removed()
    {
        Init();
        CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time });
        File.Delete(Path.Combine(Community, "identities/acme.example/confidentiality-2.pem"));
        File.Delete(Path.Combine(Community, "members/acme.example/confidentiality-2.pem"));
        File.Delete(Path.Combine(Community, "members/acme.example/attributes-2.pem"));
        string remains = Path.Combine(Community, "identities/acme.example/.0123456789abcdef0123456789abcdef.tmp");
        File.WriteAllText(remains, "half a key");
        File.SetLastWriteTimeUtc(remains, TestDoors.Now.UtcDateTime.AddDays(-1));
        Assert.Equal(
            ["crls/root.crl", "identities/acme.example/confidentiality-2.pem", "members/acme.example/attributes-2.pem", "members/acme.example/confidentiality-2.pem"],
            CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time }).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(remains));
        Assert.Empty(CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time }));
    }

    [Theory]
    [InlineData(CommunityKeyType.Rsa2048, CommunityKeyType.Rsa2048)]
    [InlineData(CommunityKeyType.P384, CommunityKeyType.P521)]
    [InlineData(CommunityKeyType.Ed25519, CommunityKeyType.X25519)]
    [InlineData(CommunityKeyType.MlDsa65, CommunityKeyType.MlKem768)]
    public void Next_keys_are_of_the_kind_that_is_there(CommunityKeyType signing, CommunityKeyType encryption)
    {
        CommunityWriter.Init(Community, [TestDoors.Acme], signing, encryption, _time);
        CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time });
        foreach (string name in new[] { "signing", "review", "confidentiality" })
        {
            using X509Certificate2 old = X509CertificateLoader.LoadCertificateFromFile(Member(name)), next = X509CertificateLoader.LoadCertificateFromFile(Member(name + "-2"));
            Assert.Equal(old.GetKeyAlgorithm(), next.GetKeyAlgorithm());
            Assert.Equal(old.PublicKey.EncodedKeyValue.RawData.Length, next.PublicKey.EncodedKeyValue.RawData.Length, 1.0);
            Assert.NotEqual(old.PublicKey.EncodedKeyValue.RawData, next.PublicKey.EncodedKeyValue.RawData);
        }
    }

    [Fact]
    public void Expired_identities_are_followed_at_once_and_strangers_refused()
    {
        Init();
        _time.SetUtcNow(TestDoors.Now.AddYears(2).AddDays(1));
        Assert.NotEmpty(CommunityWriter.Stage(Community, TestDoors.Acme, new() { TimeProvider = _time }));
        Assert.DoesNotContain("Activate-At", File.ReadAllText(Path.Combine(Community, "identities/acme.example/signing-2.pem")), StringComparison.Ordinal);
        Assert.DoesNotContain(CommunityWriter.Check(Community, _time), f => f.Severity == CommunityFindingSeverity.Error);
        Assert.Throws<DomSecException>(() => CommunityWriter.Stage(Community, TestDoors.Partner, new() { TimeProvider = _time }));
    }

    [Fact]
    public async Task Command_makes_them_once()
    {
        CommunityWriter.Init(Community, [TestDoors.Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        CliRun run = await CliRun.Of("community", "rollover", Community, "--domain", "acme.example");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("signing-2.pem", run.Text, StringComparison.Ordinal);
        CliRun again = await CliRun.Of("community", "rollover", Community, "--domain", "acme.example");
        Assert.True(again.ExitCode == 3 && again.Error.Contains("--force", StringComparison.Ordinal), again.ToString());
        Assert.Equal(0, (await CliRun.Of("community", "check", Community)).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private void Init() => CommunityWriter.Init(Community, [TestDoors.Acme], CommunityKeyType.P256, CommunityKeyType.P256, _time);

    private string Member(string name) => Path.Combine(Community, "members/acme.example", name + ".pem");

    private static string SerialOf(string file)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        return certificate.SerialNumber;
    }

    private async Task<string> SignerAsync(DomSecCommunity doors, OpenSsl openSsl)
    {
        using var source = new MemoryStream(Messages.Plain());
        using var destination = new MemoryStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        string signer = openSsl.File("");
        openSsl.Cms("-verify", "-in", openSsl.File(destination.ToArray()), "-CAfile", Path.Combine(Community, "anchors/root.pem"), "-purpose", "any", "-no_check_time", "-signer", signer).Expect();
        return SerialOf(signer);
    }
}
