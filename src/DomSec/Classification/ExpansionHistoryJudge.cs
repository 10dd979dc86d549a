using DomSec.Cms;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>
/// What a message tells about mail lists that expanded it (RFC 2634 sections 4.1 and 4.4): believed only where verified signers say it, and only when all of
/// them say the same. A gateway that is no list agent reports a loop or an overflow; stopping is the agent's.
/// </summary>
internal sealed class ExpansionHistoryJudge
{
    private readonly IKeyStore _keys;

    public ExpansionHistoryJudge(IKeyStore keys) => _keys = keys;

    /// <summary>Raises the flags of all layers' histories.</summary>
    /// <returns>The outermost layer's that has one; empty when none has, or when it cannot be believed.</returns>
    public async ValueTask<IReadOnlyList<MailListExpansion>> JudgeAsync(IReadOnlyList<JudgedLayer> layers, MailDomain? domain, CancellationToken ct)
    {
        IReadOnlyList<MailListExpansion>? outermost = null;
        IReadOnlyList<Certificate>? own = null;
        foreach (JudgedLayer layer in layers)
        {
            List<JudgedSignature> verified = layer.Signatures.FindAll(signature => signature.Fact == SignatureFact.Valid && signature.Info.SignedAttributes is not null);
            if (!MlExpansionHistory.TryReadAll([.. verified.Select(signature => signature.Info.SignedAttributes!)], out MlExpansionHistory? history))
            {
                foreach (JudgedSignature signature in verified)
                {
                    signature.Raise(SecurityFlags.ExpansionConflict, "RFC 2634 section 4.1 forbids going by it; the list's administrator has to look at it.");
                }

                outermost ??= [];
                continue;
            }

            if (history is null)
            {
                continue;
            }

            own ??= await OwnCertificatesAsync(domain, ct).ConfigureAwait(false);
            IReadOnlyList<MailListExpansion> entries = [.. history.Entries.Select(entry => MailListExpansions.Of(entry, isOwn: own.Any(entry.MailList.Matches)))];
            if (history.Overflows)
            {
                layer.Flags.Add(new RaisedFlag(SecurityFlags.ExpansionOverflow, $"There are more than {MlExpansionHistory.MaxEntries} entries; the rest was not read."));
            }

            if (entries.FirstOrDefault(entry => entry.IsOwn) is { } loop)
            {
                layer.Flags.Add(new RaisedFlag(SecurityFlags.ExpansionLoop, $"{loop.MailList} is in the history."));
            }

            outermost ??= entries;
        }

        return outermost ?? [];
    }

    /// <summary>The certificates that an own list agent could have named itself by: all confidentiality authorities', and the signers' of their domains.</summary>
    private async ValueTask<IReadOnlyList<Certificate>> OwnCertificatesAsync(MailDomain? domain, CancellationToken ct)
    {
        var own = new List<Certificate>();
        var domains = new HashSet<MailDomain>();
        if (domain is { } asked)
        {
            domains.Add(asked);
        }

        foreach (IDecryptionKey key in await _keys.GetDecryptionKeysAsync(domain: null, ct).ConfigureAwait(false))
        {
            if (Certificate.TryParse(key.Certificate, out Certificate? certificate) == Ber.BerStatus.Ok)
            {
                own.Add(certificate!);
                foreach (string email in certificate!.Emails)
                {
                    if (MailDomain.TryFromAddress(email, out _, out MailDomain named))
                    {
                        domains.Add(named);
                    }
                }
            }
        }

        foreach (MailDomain one in domains)
        {
            foreach (DomainRole role in new[] { DomainRole.DomainSigning, DomainRole.Review, DomainRole.Attribute })
            {
                foreach (ISigningKey key in await _keys.GetSigningKeysAsync(one, role, ct).ConfigureAwait(false))
                {
                    if (Certificate.TryParse(key.Certificate, out Certificate? certificate) == Ber.BerStatus.Ok)
                    {
                        own.Add(certificate!);
                    }
                }
            }
        }

        return own;
    }
}
