namespace DomSec.Cli.Demo;

/// <summary>The scenes of the demonstration, in order.</summary>
internal sealed class DemoScript(DemoWorld world, DemoNarrator narrator)
{
    private static readonly OriginatorEvidence Submission = OriginatorEvidence.External("SMTP AUTH at the demonstration's own server");

    public async Task RunAsync(CancellationToken ct)
    {
        narrator.Chapter("A message from the ministry to parliament");
        await ProtectAsync(ct);
        narrator.Chapter("A person's own signature under the domain's");
        await OriginatorAsync(ct);
        narrator.Chapter("Misfortunes");
        await TamperedAsync(ct);
        await WrongDomainAsync(ct);
        await PlainAsync(ct);
        await BounceAsync(ct);
        await ExpiredAsync(ct);
        await StrangerAsync(ct);
    }

    private async Task ProtectAsync(CancellationToken ct)
    {
        world.Save("01-plain.eml", DemoMessages.Plain("Alice <alice@ministry.example>", "bob@parliament.example", "Budget"));
        narrator.Step("The ministry signs", "Nobody signed the message yet, so an empty signature layer goes around the content, and the domain's signature around that (RFC 3183 section 3.1.2).");
        await SignAsync("01-plain.eml", "02-signed.eml", DemoWorld.Ministry, Submission, ct);

        narrator.Step("The ministry encrypts to parliament", "The key is encrypted to parliament's domain confidentiality authority, not to Bob: he needs no certificate (RFC 3183 section 4).");
        var request = new DomainEncryptionRequest { Domain = DemoWorld.Ministry, Recipients = ["bob@parliament.example"] };
        DomainEncryptionReport encrypted = await world.RunAsync("02-signed.eml", "03-encrypted.eml", (from, to) => world.Community.Encryptor.EncryptStreamAsync(from, to, request, ct), report => report.Outcome);
        narrator.Outcome(encrypted.Outcome, encrypted.Refusal, DomainOutcome.Applied, "03-encrypted.eml");

        narrator.Step("Parliament decrypts", "The gateway opens the encryption and leaves the signature in place.");
        DomainDecryptionReport decrypted = await world.RunAsync(
            "03-encrypted.eml",
            "04-decrypted.eml",
            (from, to) => world.Community.Encryptor.DecryptStreamAsync(from, to, new DomainDecryptionRequest { Domain = DemoWorld.Parliament }, ct),
            report => report.Outcome);
        narrator.Outcome(decrypted.Outcome, decrypted.Refusal, DomainOutcome.Applied, "04-decrypted.eml");

        narrator.Step("Parliament classifies it as received", "Encryption outside, signature inside: both are seen, and the domain is established.");
        narrator.Report("03-encrypted.eml", await ClassifyAsync("03-encrypted.eml", ct), SecurityStatus.Pass, "ministry.example");
        narrator.Step("And after decryption", "The same origin, without the encryption.");
        narrator.Report("04-decrypted.eml", await ClassifyAsync("04-decrypted.eml", ct), SecurityStatus.Pass, "ministry.example");
    }

    private async Task OriginatorAsync(CancellationToken ct)
    {
        world.Save("05-alice.eml", DemoMessages.SignedBy(world.UserCertificate, DemoMessages.Plain("Alice <alice@ministry.example>", "bob@parliament.example", "Minutes")));
        narrator.Step("Alice signs with her own key", "A clear-signed message, as any mail client writes it: it names her.");
        narrator.Report("05-alice.eml", await ClassifyAsync("05-alice.eml", ct), SecurityStatus.Pass);

        narrator.Step("The ministry signs over it", "Her signature is the evidence of who wrote it; the domain's signature encapsulates hers and does not touch it.");
        await SignAsync("05-alice.eml", "06-alice-domain.eml", DemoWorld.Ministry, OriginatorEvidence.OriginatorSignature, ct);
        narrator.Step("Parliament sees both", "The outer signature decides; the inner one is verified and reported.");
        narrator.Report("06-alice-domain.eml", await ClassifyAsync("06-alice-domain.eml", ct), SecurityStatus.Pass, "ministry.example");
    }

    private async Task TamperedAsync(CancellationToken ct)
    {
        world.Save("07-tampered.eml", DemoMessages.Tamper(world.Load("02-signed.eml")));
        narrator.Step("One letter is changed on the way", "The signature covers every octet of the content.");
        narrator.Report("07-tampered.eml", await ClassifyAsync("07-tampered.eml", ct), SecurityStatus.Fail, domain: null, SecurityFlags.SignatureInvalid);
    }

    private async Task WrongDomainAsync(CancellationToken ct)
    {
        world.Save("08-carol.eml", DemoMessages.Plain("Carol <carol@agency.example>", "bob@parliament.example", "Transfer"));
        narrator.Step("The agency signs for one of its own", "A member, a good signature: so far nothing is wrong.");
        await SignAsync("08-carol.eml", "08-signed.eml", DemoWorld.Agency, Submission, ct);
        world.Save("09-spoofed.eml", DemoMessages.WithFrom(world.Load("08-signed.eml"), "Alice <alice@ministry.example>"));
        narrator.Step("The agency's signature on the ministry's mail", "The signature still verifies, but agency.example does not speak for ministry.example (RFC 3183 section 3.1.1, the mapping rule).");
        narrator.Report("09-spoofed.eml", await ClassifyAsync("09-spoofed.eml", ct), SecurityStatus.Policy, domain: null, SecurityFlags.MapNotAscendant);
    }

    private async Task PlainAsync(CancellationToken ct)
    {
        narrator.Step("A member's mail without protection", "Members sign everything: a message without a signature says nothing about where it came from, whatever its From field says.");
        narrator.Report("01-plain.eml", await ClassifyAsync("01-plain.eml", ct), SecurityStatus.None);
    }

    private async Task BounceAsync(CancellationToken ct)
    {
        world.Save("10-bounce.eml", DemoMessages.NonDeliveryReport("ministry.example", "bob@parliament.example"));
        narrator.Step("A non-delivery report that slipped out unsigned", "Made by the mail server behind the gateway, with the null sender: the classic leak.");
        narrator.Report("10-bounce.eml", await ClassifyAsync("10-bounce.eml", ct), SecurityStatus.None);
        narrator.Step("The cure", "Reports pass the gateway like any other mail, and the domain vouches for its own server.");
        await SignAsync("10-bounce.eml", "11-bounce-signed.eml", DemoWorld.Ministry, OriginatorEvidence.External("generated by our own mail server"), ct);
        narrator.Step("The signed report at parliament", "Now it is as good as any other message of the ministry.");
        narrator.Report("11-bounce-signed.eml", await ClassifyAsync("11-bounce-signed.eml", ct), SecurityStatus.Pass, "ministry.example");
    }

    private async Task ExpiredAsync(CancellationToken ct)
    {
        narrator.Step("An expired certificate", "The first message again, judged five years from now: nobody renewed the keys.");
        DomainSecurityReport report = await ClassifyAsync("02-signed.eml", ct, TimeProvider.System.GetUtcNow().AddYears(5));
        narrator.Report("02-signed.eml", report, SecurityStatus.Fail, domain: null, SecurityFlags.CertificateExpired);
    }

    private async Task StrangerAsync(CancellationToken ct)
    {
        narrator.Step("To somebody outside the community", "elsewhere.example has no confidentiality authority. The message is refused; it never leaves in the clear instead.");
        var request = new DomainEncryptionRequest { Domain = DemoWorld.Ministry, Recipients = ["dave@elsewhere.example"] };
        DomainEncryptionReport report = await world.RunAsync("02-signed.eml", "12-stranger.eml", (from, to) => world.Community.Encryptor.EncryptStreamAsync(from, to, request, ct), r => r.Outcome);
        narrator.Outcome(report.Outcome, report.Refusal, DomainOutcome.Refused, file: null);
    }

    private async Task SignAsync(string from, string to, MailDomain domain, OriginatorEvidence evidence, CancellationToken ct)
    {
        var request = new DomainSigningRequest { Domain = domain, Evidence = evidence };
        DomainSigningReport report = await world.RunAsync(from, to, (source, destination) => world.Community.Signer.SignStreamAsync(source, destination, request, ct), r => r.Outcome);
        narrator.Outcome(report.Outcome, report.Refusal, DomainOutcome.Applied, to);
    }

    private async Task<DomainSecurityReport> ClassifyAsync(string file, CancellationToken ct, DateTimeOffset? at = null)
    {
        await using Stream source = world.OpenRead(file);
        return await world.Community.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest { Domain = DemoWorld.Parliament, At = at }, ct);
    }
}
