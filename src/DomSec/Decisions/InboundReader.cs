namespace DomSec.Decisions;

/// <summary>From what the doors report of a message that arrived to the conditions that hold for it. Pure.</summary>
internal static class InboundReader
{
    private static readonly SignatureType[] _communityTypes = [SignatureType.Domain, SignatureType.Review, SignatureType.AdditionalAttributes, SignatureType.DelegatedOriginator];

    public static FoundConditions Read(InboundFacts facts, Graces graces)
    {
        var found = new FoundConditions();
        if (facts.IsMember is null || facts.IsDirectoryUnavailable)
        {
            found.Add(SecurityCondition.DirectoryDown, facts.IsMember is null ? "The list of members could not be asked." : "A directory could not be asked.");
        }

        if (facts.Report is not { } report)
        {
            found.Add(SecurityCondition.Unclear, "The message was not classified.");
            return found;
        }

        ReadReport(report, facts, graces, found);
        ReadDecryption(facts.Decryption, report, graces, found);
        ReadOrigin(report, facts, found);
        return found;
    }

    private static void ReadReport(DomainSecurityReport report, InboundFacts facts, Graces graces, FoundConditions found)
    {
        if (report.Error is { } error)
        {
            found.Add(SecurityCondition.Malformed, error);
        }

        bool passed = report.Status == SecurityStatus.Pass;
        var ofSignatures = new HashSet<SecurityFlag>();
        foreach (SignatureReport signature in report.Layers.SelectMany(layer => layer.Signatures))
        {
            ofSignatures.UnionWith(signature.Flags.Select(raised => raised.Flag));

            // Decision 1: under a signature that passed the others inform. And a stranger's personal signature is the stranger's affair: without it the same mail would be delivered.
            if (!passed && signature.Verdict != SecurityStatus.Pass && (facts.IsMember != false || signature.Types.Any(type => _communityTypes.Contains(type))))
            {
                ReadSignature(signature, graces, found);
            }
        }

        // What belongs to no signature belongs to the message: an encryption that was not opened, a limit, a missing review.
        foreach (RaisedFlag raised in report.Flags)
        {
            // End-to-end encryption inside a domain's valid signature is the sender's right (RFC 3183 section 4, case a): who sent it is known.
            if (!ofSignatures.Contains(raised.Flag) && FlagConditions.Of(raised.Flag) is { } condition && !(passed && condition == SecurityCondition.Undecryptable))
            {
                found.Add(graces.Refine(condition, notAfter: null), raised.Detail);
            }
        }

        if (!passed && report.Confidentiality is ConfidentialityLevel.Opaque or ConfidentialityLevel.EndToEnd && !found.Contains(SecurityCondition.Malformed))
        {
            found.Add(SecurityCondition.Undecryptable, "The message is encrypted, and none of the domain's keys opens it.");
        }

        if (found.IsEmpty && (facts.IsMember != false || report.Domain is not null) && FlagConditions.Of(report.Status) is { } unexplained)
        {
            found.Add(graces.Refine(unexplained, notAfter: null), $"The status is {report.Status}.");
        }
    }

    private static void ReadSignature(SignatureReport signature, Graces graces, FoundConditions found)
    {
        foreach (RaisedFlag raised in signature.Flags)
        {
            if (FlagConditions.Of(raised.Flag) is { } condition)
            {
                // A certificate that could not be asked for is not one that does not exist.
                bool isDown = condition == SecurityCondition.CertificateMissing && signature.Verdict == SecurityStatus.TempError;
                found.Add(isDown ? SecurityCondition.DirectoryDown : graces.Refine(condition, signature.CertificateNotAfter), raised.Detail);
            }
        }

        if (signature.Verdict == SecurityStatus.None)
        {
            return; // left unverified on purpose
        }

        if (FlagConditions.Of(signature.Certificate) is { } certificate && !(certificate == SecurityCondition.CertificateMissing && signature.Verdict == SecurityStatus.TempError))
        {
            found.Add(graces.Refine(certificate, signature.CertificateNotAfter), $"The signer's certificate: {signature.Certificate}.");
        }

        // Without a certificate nothing can be verified, which is said already.
        if (signature.Certificate != CertificateFact.Missing && FlagConditions.Of(signature.Signature) is { } fact)
        {
            found.Add(fact, $"The signature: {signature.Signature}.");
        }
    }

    private static void ReadDecryption(DomainDecryptionReport? decryption, DomainSecurityReport report, Graces graces, FoundConditions found)
    {
        if (decryption is null or { Outcome: DomainOutcome.Applied })
        {
            return;
        }

        if (decryption.Outcome == DomainOutcome.Deferred)
        {
            if (found.IsEmpty)
            {
                found.Add(SecurityCondition.Deferred, decryption.Refusal?.Text ?? "Decryption was put off.");
            }
        }
        else if (report.Confidentiality != ConfidentialityLevel.None)
        {
            RefusalReader.Read(decryption.Refusal, SecurityCondition.Undecryptable, graces, found);
        }
    }

    private static void ReadOrigin(DomainSecurityReport report, InboundFacts facts, FoundConditions found)
    {
        if (facts.IsMember == false)
        {
            found.Add(SecurityCondition.PeerUnknown, $"{facts.Partner?.Value ?? "The sender"} is not a member.");
            if (facts.IsMarked)
            {
                found.Add(SecurityCondition.MarkedFromStranger, "The message has a mark of the community and its sender is not a member.");
            }

            return;
        }

        if (facts.IsMember is null)
        {
            return;
        }

        bool isSigned = report.Status == SecurityStatus.Pass && report.Layers.Any(layer => layer.Signatures.Any(signature => signature.Types.Contains(SignatureType.Domain) && signature.Verdict == SecurityStatus.Pass));
        if (!isSigned && found.IsEmpty)
        {
            found.Add(SecurityCondition.UnsignedFromMember, "The message says it is a member's and has no domain signature.");
        }

        if (report.Confidentiality == ConfidentialityLevel.None)
        {
            found.Add(SecurityCondition.UnencryptedFromMember, "The message says it is a member's and was not encrypted.");
        }
    }
}
