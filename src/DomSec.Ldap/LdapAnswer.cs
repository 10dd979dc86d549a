using DomSec.Ldap.Protocol;
using DomSec.Providers;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap;

/// <summary>Turns what a search found into an answer. Whatever cannot be relied on is a fault, and no fault is ever "not found": that would send mail in clear.</summary>
internal sealed class LdapAnswer(LdapDirectoryOptions options, LdapSearch sentinel, ILogger logger)
{
    /// <summary>Searches, and makes sure that a search that found nothing searched something.</summary>
    /// <exception cref="LdapFaultException">There is no answer that can be relied on.</exception>
    public async Task<IReadOnlyList<LdapEntry>> SearchAsync(ILdapSession session, LdapSearch search, CancellationToken ct)
    {
        LdapSearchResult found = await session.SearchAsync(search, ct).ConfigureAwait(false);
        if (!found.Result.IsSuccess)
        {
            // 32 and 50 too: the base of all searches is there for whom may read it.
            throw found.Result.Fault("the search");
        }

        if (found.Entries.Count > 0)
        {
            return found.Entries;
        }

        if (found.References > 0 && !options.IgnoreReferences)
        {
            throw new LdapFaultException("nothing was found, and the server says that a part of the tree is elsewhere");
        }

        // Read again although it was there after the bind: a directory can be emptied, reloaded or closed to us while we are connected.
        await LdapConnector.CheckSentinelAsync(session, sentinel, ct).ConfigureAwait(false);
        return found.Entries;
    }

    /// <summary>The certificates in the entries, the newest first, each once.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="source">The server.</param>
    /// <param name="expected">Whether an entry without a certificate is a fault: an authority's is, since nothing else is kept there and it may be hidden from us; a person's is not.</param>
    public CertificateLookup Certificates(IReadOnlyList<LdapEntry> entries, string attribute, string source, bool expected)
    {
        var certificates = new List<(byte[] Der, DateTime NotBefore)>();
        bool skipped = false;
        foreach (LdapEntry entry in entries)
        {
            foreach (byte[] value in entry.Values(attribute).SelectMany(value => DirectoryCertificate.Unwrap(attribute, value)))
            {
                if (DirectoryCertificate.NotBefore(value) is not { } notBefore)
                {
                    skipped = true;
                    LdapLog.ValueSkipped(logger, attribute, LdapResult.Printable(entry.Name));
                }
                else if (!certificates.Exists(each => each.Der.AsSpan().SequenceEqual(value)))
                {
                    certificates.Add((value, notBefore));
                }
            }
        }

        if (certificates.Count > 0)
        {
            return new CertificateLookup(LookupState.Found, [.. certificates.OrderByDescending(each => each.NotBefore).Select(each => (ReadOnlyMemory<byte>)each.Der)], source);
        }

        if (skipped || (expected && entries.Count > 0))
        {
            return new CertificateLookup(LookupState.Unavailable, [], $"{source}: the entry {LdapResult.Printable(entries[0].Name)} is there and holds no certificate that can be read");
        }

        return new CertificateLookup(LookupState.NotFound, [], source);
    }
}
