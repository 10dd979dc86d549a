namespace DomSec.Decisions;

/// <summary>From what the doors report of a message that is to be sent to the conditions that hold for it. Pure.</summary>
internal static class OutboundReader
{
    public static FoundConditions Read(OutboundFacts facts, Graces graces)
    {
        var found = new FoundConditions();
        if (facts.IsMember is null || facts.IsDirectoryUnavailable)
        {
            found.Add(SecurityCondition.DirectoryDown, facts.IsMember is null ? "The list of members could not be asked." : "A directory could not be asked.");
        }

        ReadSigning(facts.Signing, graces, found);
        ReadEncryption(facts, graces, found);

        bool isEncrypted = facts.Encryption is { Outcome: DomainOutcome.Applied } || facts.Signing is { Outcome: DomainOutcome.Applied, Authorities.Count: > 0 };
        if (facts.IsMember == false && !isEncrypted)
        {
            found.Add(SecurityCondition.PeerUnknown, $"{facts.Partner} is not a member.");
        }
        else if (!isEncrypted && found.IsEmpty)
        {
            found.Add(SecurityCondition.Unclear, "Nothing says that the message was encrypted.");
        }

        // A door may be told to encrypt what nobody signed (SR-20): a report of encryption alone is enough, as it holds its own precondition.
        return found;
    }

    private static void ReadSigning(DomainSigningReport? signing, Graces graces, FoundConditions found)
    {
        if (signing is null or { Outcome: DomainOutcome.Applied })
        {
            return;
        }

        RefusalReader.Read(signing.Refusal, signing.Outcome == DomainOutcome.Deferred ? SecurityCondition.Deferred : SecurityCondition.Refused, graces, found);
        ReadPrecondition(signing.Precondition, graces, found);
    }

    private static void ReadEncryption(OutboundFacts facts, Graces graces, FoundConditions found)
    {
        if (facts.Encryption is not { Outcome: not DomainOutcome.Applied } encryption)
        {
            return;
        }

        if (facts.Signing is { Outcome: not DomainOutcome.Applied } && encryption.Refusal is { Condition: null } refusal && refusal.Rule.StartsWith(SecurityFlags.EncryptedWithoutDomainSignature.Id, StringComparison.Ordinal))
        {
            return; // it could not be signed, which is said already
        }

        if (facts.IsMember == false && encryption.Refusal is { Condition: SecurityCondition.CertificateMissing })
        {
            return; // nobody expects a stranger to have one
        }

        RefusalReader.Read(encryption.Refusal, encryption.Outcome == DomainOutcome.Deferred ? SecurityCondition.Deferred : SecurityCondition.Refused, graces, found);
    }

    /// <summary>A signature already in the message that a domain must not sign over: what is wrong with it is the better explanation.</summary>
    private static void ReadPrecondition(DomainSecurityReport? precondition, Graces graces, FoundConditions found)
    {
        foreach (SignatureReport signature in precondition?.Layers.SelectMany(layer => layer.Signatures) ?? [])
        {
            if (signature.Verdict is not (SecurityStatus.Pass or SecurityStatus.None) && FlagConditions.Of(signature.Signature) is { } fact)
            {
                found.Add(graces.Refine(fact, null), $"A signature in the message: {signature.Signature}.");
            }
        }
    }
}
