using DomSec.Decisions;

namespace DomSec.Tests.Decisions;

/// <summary>Reports as the doors write them, made by hand: the policy sees nothing else.</summary>
internal static class Facts
{
    public static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly MailDomain Partner = MailDomain.Parse("partner.example");

    public static RaisedFlag Raised(SecurityFlag flag) => new(flag, $"About {flag.Id}.");

    public static SignatureReport Signature(
        SecurityStatus verdict = SecurityStatus.Pass,
        CertificateFact certificate = CertificateFact.Trusted,
        SignatureFact fact = SignatureFact.Valid,
        DateTimeOffset? notAfter = null,
        SignatureType type = SignatureType.Domain,
        params SecurityFlag[] flags) => new()
        {
            Types = [type],
            HasTypeAttribute = true,
            Signature = fact,
            Certificate = certificate,
            Verdict = verdict,
            DigestAlgorithm = "sha256",
            SignatureAlgorithm = "ecdsa",
            Signer = new SignerReport("", "", "", []),
            SignerCertificate = default,
            CertificateNotAfter = notAfter,
            SigningTime = null,
            MessageDigest = default,
            ContentIdentifier = default,
            Domain = verdict == SecurityStatus.Pass ? Partner : null,
            Countersignatures = [],
            Flags = [.. flags.Select(Raised)],
        };

    public static DomainSecurityReport Report(
        SecurityStatus status = SecurityStatus.Pass, ConfidentialityLevel confidentiality = ConfidentialityLevel.Domain, IReadOnlyList<SignatureReport>? signatures = null, params SecurityFlag[] flags)
    {
        signatures ??= status == SecurityStatus.None ? [] : [Signature(status)];
        return new DomainSecurityReport
        {
            Status = status,
            IdentityLevel = status == SecurityStatus.Pass ? IdentityLevel.Domain : IdentityLevel.None,
            Domain = status == SecurityStatus.Pass ? Partner : null,
            Originator = null,
            Confidentiality = confidentiality,
            HeaderProtection = HeaderProtectionLevel.None,
            Structure = "S(content)",
            Layers =
            [
                new SecurityLayer
                {
                    Kind = LayerKind.Signed,
                    Carrier = default,
                    Encoding = default,
                    Signatures = signatures,
                    Recipients = [],
                    ContentEncryption = null,
                    IsOpened = true,
                    Flags = [],
                },
            ],
            Flags = [.. signatures.SelectMany(signature => signature.Flags), .. flags.Select(Raised)],
            Error = null,
            AuthenticationResults = "",
        };
    }

    public static InboundFacts In(DomainSecurityReport? report, bool? isMember = true, bool isMarked = false) =>
        new() { Now = Now, Partner = Partner, IsMember = isMember, IsMarked = isMarked, Report = report };

    /// <summary>A message with one domain signature whose certificate or name is not in order.</summary>
    public static InboundFacts Signed(SecurityStatus verdict, CertificateFact certificate, DateTimeOffset? notAfter = null, params SecurityFlag[] flags) =>
        In(Report(verdict, signatures: [Signature(verdict, certificate, notAfter: notAfter, flags: flags)]));

    public static DomainEncryptionReport Encryption(DomainOutcome outcome, Refusal? refusal) =>
        new() { Outcome = outcome, Refusal = refusal, Precondition = null, Authorities = outcome == DomainOutcome.Applied ? [Partner] : [], Profile = null };

    public static DomainSigningReport Signing(DomainOutcome outcome, Refusal? refusal) => new() { Outcome = outcome, Refusal = refusal, Precondition = null, Flags = [] };

    public static OutboundFacts Out(DomainEncryptionReport? encryption, bool? isMember = true, bool isMarked = false) =>
        new() { Now = Now, Partner = Partner, IsMember = isMember, IsMarked = isMarked, Signing = Signing(DomainOutcome.Applied, null), Encryption = encryption };

    /// <summary>A message that could not be encrypted for the reason that a flag or a kind names.</summary>
    public static OutboundFacts Unencrypted(SecurityFlag flag, DateTimeOffset? notAfter = null) =>
        Out(Encryption(DomainOutcome.Refused, new Refusal("It cannot be encrypted to.", flag.Id) { CertificateNotAfter = notAfter }));

    public static OutboundFacts Unencrypted(SecurityCondition condition, DomainOutcome outcome = DomainOutcome.Refused) =>
        Out(Encryption(outcome, new Refusal("It cannot be encrypted.", "RFC 3183 section 4.2") { Condition = condition }));
}
