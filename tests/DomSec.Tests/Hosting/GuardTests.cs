using DomSec.Hosting;
using DomSec.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Hosting;

/// <summary>The two guards before decryption.</summary>
public sealed class GuardTests
{
    [Fact]
    [Trait("Requirement", "SEC-ORC-04")]
    public async Task Failures_of_one_peer_are_counted_and_then_deferred_while_others_go_on()
    {
        TestDoors doors = TestDoors.ForPartner(new DomSecOptions { MaxDecryptionFailures = 3, DecryptionFailureWindow = TimeSpan.FromMinutes(5) });
        byte[] good = await EncryptedAsync();
        byte[] bad = Altered(good);
        var oracle = new DomainDecryptionRequest { Peer = "evil.example" };
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(DomainOutcome.Refused, (await doors.DecryptAsync(bad, oracle)).Report.Outcome);
        }

        (DomainDecryptionReport report, byte[] output) = await doors.DecryptAsync(good, oracle);
        Assert.Equal(DomainOutcome.Deferred, report.Outcome);
        Assert.Contains("SEC-ORC-04", report.Refusal!.Rule, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(good, new DomainDecryptionRequest { Peer = "acme.example" })).Report.Outcome);

        doors.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(good, oracle)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-04")]
    public async Task Ten_thousand_bad_messages_are_answered_a_hundred_times()
    {
        TestDoors doors = TestDoors.ForPartner();
        byte[] bad = Altered(await EncryptedAsync());
        int refused = 0;
        int deferred = 0;
        for (int i = 0; i < 10_000; i++)
        {
            DomainOutcome outcome = (await doors.DecryptAsync(bad, new DomainDecryptionRequest { Peer = "192.0.2.1" })).Report.Outcome;
            refused += outcome == DomainOutcome.Refused ? 1 : 0;
            deferred += outcome == DomainOutcome.Deferred ? 1 : 0;
        }

        Assert.Equal((100, 9_900), (refused, deferred));
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-04")]
    public async Task Without_a_peer_nobody_can_use_up_what_all_share()
    {
        TestDoors doors = TestDoors.ForPartner(new DomSecOptions { MaxDecryptionFailures = 3 });
        byte[] good = await EncryptedAsync();
        byte[] bad = Altered(good);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(DomainOutcome.Refused, (await doors.DecryptAsync(bad)).Report.Outcome);
        }

        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(good)).Report.Outcome);
    }

    [Fact]
    public void Count_of_peers_is_bounded()
    {
        var budget = new FailureBudget(1, TimeSpan.FromMinutes(1), new FakeTimeProvider());
        for (int i = 0; i < 25_000; i++)
        {
            budget.Fail("peer" + i);
        }

        Assert.True(budget.IsSpent("peer24999"));
        Assert.False(budget.IsSpent("peer0"));
    }

    [Theory]
    [InlineData("bob@partner.example", true)]
    [InlineData("bob@sub.partner.example", true)]
    [InlineData("bob@other.example", false)]
    [InlineData("bob@notpartner.example", false)]
    [InlineData("bob", false)]
    [Trait("Requirement", "SEC-DOM-05")]
    public async Task Content_is_released_to_recipients_of_the_decrypting_domain_only(string recipient, bool released)
    {
        byte[] message = await EncryptedAsync();
        foreach (MailDomain? domain in new MailDomain?[] { null, TestDoors.Partner })
        {
            (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner().DecryptAsync(
                message, new DomainDecryptionRequest { Domain = domain, Recipients = ["carol@partner.example", recipient] });
            Assert.Equal(released ? DomainOutcome.Applied : DomainOutcome.Refused, report.Outcome);
            Assert.Equal(released, output.Length > 0);
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-07")]
    public async Task Report_has_what_a_host_needs_to_recognise_a_message_sent_again()
    {
        byte[] identifier = [1, 2, 3, 4];
        byte[] message = Classification.Build.Signer(signer =>
        {
            signer.Types(OddSignatures.DomainSig);
            signer.SignedAttributes.Add(OddSignatures.Attribute("1.2.840.113549.1.9.16.2.7", Tlv.Of(Tlv.OctetString, identifier)));
        });
        SignatureReport signature = (await TestDoors.ForAcme().ClassifyAsync(message)).Layers[0].Signatures[0];
        Assert.Equal(identifier, signature.ContentIdentifier.ToArray());
        Assert.Equal(32, signature.MessageDigest.Length);
        Assert.Equal(TestDoors.Now, signature.SigningTime);
    }

    private static async Task<byte[]> EncryptedAsync()
    {
        TestDoors sender = TestDoors.ForAcme();
        return await sender.EncryptedAsync(await sender.SignedAsync(Messages.Plain()));
    }

    private static byte[] Altered(byte[] message)
    {
        byte[] altered = [.. message];
        int at = altered.Length - 400; // in the ciphertext, whatever lengths stand around it
        at -= altered[at] is (byte)'\r' or (byte)'\n' ? 2 : 0;
        altered[at] = altered[at] == (byte)'A' ? (byte)'B' : (byte)'A';
        return altered;
    }
}
