using System.Security.Cryptography;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Crypto;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Review;

/// <summary>Doors that share keys, caches and what they learn.</summary>
public sealed class SharedStateTests
{
    [Fact]
    [Trait("Requirement", "CMS-KEK-01 SEC-DOM-05")]
    public async Task Domain_that_has_nothing_but_a_shared_secret_is_served()
    {
        using var openssl = new OpenSslTool();
        byte[] kek = RandomNumberGenerator.GetBytes(32);
        openssl.Write("content", Messages.Split(Build.DomainSigned()).Entity);
        openssl.Run("cms", "-encrypt", "-binary", "-aes-256-gcm", "-in", "content", "-outform", "DER", "-out", "cms", "-secretkey", Convert.ToHexString(kek), "-secretkeyid", "0707");
        byte[] message = Messages.Carry(Messages.Split(Messages.Plain()).Header, openssl.Read("cms"), "authEnveloped-data");
        var doors = new TestDoors();
        doors.Community.AddKeyEncryptionKey(TestDoors.Partner, new SoftwareKeyEncryptionKey([7, 7], kek));
        foreach (string address in new[] { "bob@partner.example", "bob@sub.partner.example" })
        {
            (DomainDecryptionReport report, _) = await doors.DecryptAsync(message, new() { Recipients = [address] });
            Assert.True(report.Outcome == DomainOutcome.Applied, $"{address}: {report.Refusal}");
        }

        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(message, new() { Domain = TestDoors.Partner })).Report.Outcome);
        Assert.Equal(DomainOutcome.Refused, (await doors.DecryptAsync(message, new() { Recipients = ["eve@evil.example"] })).Report.Outcome);
        Assert.Equal(DomainOutcome.Refused, (await doors.DecryptAsync(message, new() { Domain = TestDoors.Acme })).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-05")]
    public async Task Nothing_is_learned_from_what_a_signature_was_worth_long_ago()
    {
        TestDoors partner = TestDoors.ForPartner();
        byte[] message = await TestDoors.ForAcme().SignedAsync(Messages.Plain());
        partner.Time.Advance(TimeSpan.FromDays(30));
        (await partner.ClassifyAsync(message, new() { At = TestDoors.Now })).HasStatus(SecurityStatus.Pass);
        Assert.Null(partner.Peers.Find(TestDoors.Acme));
        (await partner.ClassifyAsync(message, new() { At = partner.Time.GetUtcNow().AddDays(-5) })).HasStatus(SecurityStatus.Pass); // it waited in a queue
        Assert.NotNull(partner.Peers.Find(TestDoors.Acme));
    }

    [Fact]
    [Trait("Requirement", "CMS-GEN-03")]
    public async Task Doors_answer_many_at_once_as_they_answer_one()
    {
        TestDoors acme = TestDoors.ForAcme();
        TestDoors partner = TestDoors.ForPartner(new DomSecOptions { Limits = DomSecLimits.Default with { MaxBufferedBytes = 4 << 10 } });
        byte[] large = Messages.PlainOfSize(40_000);
        byte[] signed = await acme.SignedAsync(large);
        byte[] encrypted = await acme.EncryptedAsync(signed);
        byte[] broken = [.. encrypted];
        broken[^2000] ^= 1;
        string expected = ReportText.Of(await partner.ClassifyAsync(encrypted));
        string refused = ReportText.Of(await partner.ClassifyAsync(broken));
        (DomainDecryptionReport one, byte[] plain) = await partner.DecryptAsync(encrypted, new() { Peer = "acme.example" });
        Assert.Equal(DomainOutcome.Applied, one.Outcome);
        await Parallel.ForEachAsync(Enumerable.Range(0, 96), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            switch (i % 6)
            {
                case 0:
                    Assert.Equal(expected, ReportText.Of(await partner.ClassifyAsync(encrypted)));
                    break;
                case 1:
                    (DomainDecryptionReport report, byte[] output) = await partner.DecryptAsync(encrypted, new() { Peer = "acme.example" });
                    Assert.Equal(DomainOutcome.Applied, report.Outcome);
                    Assert.True(plain.AsSpan().SequenceEqual(output));
                    break;
                case 2:
                    (DomainDecryptionReport no, byte[] nothing) = await partner.DecryptAsync(broken, new() { Peer = "evil.example" });
                    Assert.Equal((DomainOutcome.Refused, 0), (no.Outcome, nothing.Length));
                    Assert.Equal(refused, ReportText.Of(no.Classification!));
                    break;
                case 3:
                    DomainSigningRequest request = new() { Domain = TestDoors.Acme, Type = (i & 8) == 0 ? SignatureType.Domain : SignatureType.Review, Evidence = TestDoors.Evidence, IsClearSigned = (i & 16) == 0 };
                    byte[] again = await acme.SignedAsync((i & 8) == 0 ? large : signed, request);
                    Assert.All((await partner.ClassifyAsync(again)).Signatures(), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
                    break;
                case 4:
                    Assert.Equal(expected.Length, ReportText.Of(await partner.ClassifyAsync(await acme.EncryptedAsync(signed))).Length);
                    break;
                default:
                    using (var cancelled = new CancellationTokenSource())
                    {
                        using var source = new OddStream(encrypted) { OnRead = cancelled.Cancel };
                        using var destination = new MemoryStream();
                        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => partner.Encryptor.DecryptStreamAsync(source, destination, new(), cancelled.Token));
                        Assert.Equal(0, destination.Length);
                    }

                    break;
            }
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "SEC-KEY-01")]
    public async Task Key_that_fails_in_the_middle_writes_nothing_and_the_door_goes_on(bool streamed)
    {
        var options = new DomSecOptions { Limits = DomSecLimits.Default with { MaxBufferedBytes = streamed ? 4 << 10 : 4 << 20 } };
        TestDoors acme = TestDoors.ForAcme();
        byte[] encrypted = await acme.EncryptedAsync(await acme.SignedAsync(Messages.PlainOfSize(100_000)));
        using var real = new SoftwareDecryptionKey(Ids.PartnerDca.Certificate);
        var key = new FailingKey(real);
        var doors = new TestDoors(options);
        doors.Community.AddDecryptionKey(TestDoors.Partner, key);
        using var destination = new MemoryStream();
        key.Fails = true;
        await Assert.ThrowsAsync<TimeoutException>(() => doors.Encryptor.DecryptStreamAsync(new MemoryStream(encrypted), destination, new(), TestContext.Current.CancellationToken));
        Assert.Equal(0, destination.Length);
        key.Fails = false;
        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(encrypted)).Report.Outcome);
    }

    /// <summary>A key that throws for a wrong padding, as the platform's RSA does, looks like one that answers null; one that is not there defers.</summary>
    [Theory]
    [Trait("Requirement", "SEC-ORC-01")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decryption_key_that_throws_looks_like_one_that_answers_nothing_and_one_that_is_not_there_defers(bool streamed)
    {
        var options = new DomSecOptions { Limits = DomSecLimits.Default with { MaxBufferedBytes = streamed ? 4 << 10 : 4 << 20 } };
        TestDoors acme = TestDoors.ForAcme();
        byte[] encrypted = await acme.EncryptedAsync(await acme.SignedAsync(Messages.PlainOfSize(100_000)));
        using var real = new SoftwareDecryptionKey(Ids.PartnerDca.Certificate);

        DomainDecryptionReport nothing = await OpenAsync(null);
        DomainDecryptionReport thrown = await OpenAsync(new CryptographicException("padding check failed"));
        DomainDecryptionReport gone = await OpenAsync(new KeyUnavailableException("The token is not there."));

        Assert.Equal(DomainOutcome.Refused, nothing.Outcome);
        Assert.Equal((nothing.Outcome, nothing.Refusal!.Text, nothing.Refusal.Rule), (thrown.Outcome, thrown.Refusal!.Text, thrown.Refusal.Rule));
        Assert.Equal(DomainOutcome.Deferred, gone.Outcome);

        async Task<DomainDecryptionReport> OpenAsync(Exception? failure)
        {
            var doors = new TestDoors(options);
            doors.Community.AddDecryptionKey(TestDoors.Partner, new FailingKey(real) { Fails = true, Failure = failure });
            using var destination = new MemoryStream();
            DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(new MemoryStream(encrypted), destination, new(), TestContext.Current.CancellationToken);
            Assert.Equal(0, destination.Length);
            return report;
        }
    }

    private sealed class FailingKey(IDecryptionKey inner) : IDecryptionKey
    {
        public bool Fails { get; set; }

        public Exception? Failure { get; init; } = new TimeoutException("The key service does not answer.");

        public ReadOnlyMemory<byte> Certificate => inner.Certificate;

        public ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default) =>
            !Fails ? inner.DecryptKeyAsync(encryptedKey, padding, ct) : Failure is null ? ValueTask.FromResult<byte[]?>(null) : throw Failure;

        public ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default) => inner.AgreeAsync(originatorKey, ct);
    }
}
