using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;

namespace DomSec.Ldap;

/// <summary>
/// CRLs from an LDAP directory (RFC 4523): those in the entry <see cref="LdapDirectoryOptions.IssuerName"/>, and in the entries that certificates name in <c>ldap</c> and <c>ldaps</c> URIs of
/// their distribution points (RFC 5280 section 4.2.1.13).
/// </summary>
/// <remarks>
/// <para>Only the servers of the directory are asked, whatever host a URI names: a certificate does not choose where a gateway connects to. CRLs are signed, so that it does not matter which
/// server has them.</para>
/// <para>Answers are remembered for <see cref="LdapDirectoryOptions.FoundTime"/>. Safe for concurrent use; the directory stays its owner's to dispose.</para>
/// </remarks>
public sealed class LdapRevocationSource : IRevocationSource
{
    private const int MaxEntries = 64;
    private const int MaxNames = 4;
    private const int MaxUris = 16;

    private readonly LdapDirectory _directory;
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);

    /// <summary>Reads CRLs through a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    public LdapRevocationSource(LdapDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _directory = directory;
    }

    /// <inheritdoc/>
    public async ValueTask<RevocationLookup> FindAsync(RevocationQuestion question, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        string[] names = [.. Names(question.Certificate).Prepend(_directory.IssuerName ?? "").Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxNames)];
        if (names.Length == 0)
        {
            return RevocationLookup.NotFound("the certificate names no directory entry");
        }

        if (question.Deadline <= TimeSpan.Zero)
        {
            return RevocationLookup.Unavailable("there is no time left");
        }

        Remembered[] answers = await Task.WhenAll(names.Select(name => AskAsync(name, question.Deadline, ct))).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        Remembered[] found = Array.FindAll(answers, answer => answer.Lookup is { State: LookupState.Found, RevocationLists.Count: > 0 });
        if (found.Length > 0)
        {
            return new RevocationLookup(LookupState.Found, [.. found.SelectMany(answer => answer.Lookup.RevocationLists)], [], found[0].Lookup.Source, found.Min(answer => answer.AsOf));
        }

        Remembered? unavailable = Array.Find(answers, answer => answer.Lookup.State == LookupState.Unavailable);
        return unavailable is null ? RevocationLookup.NotFound(answers[0].Lookup.Source) : RevocationLookup.Unavailable(unavailable.Lookup.Source);
    }

    private async Task<Remembered> AskAsync(string name, TimeSpan deadline, CancellationToken ct)
    {
        DateTimeOffset now = _directory.TimeProvider.GetUtcNow();
        if (_remembered.TryGetValue(name, out Remembered? known) && now - known.AsOf < _directory.FoundTime)
        {
            return known;
        }

        LdapIssuerLookup lookup;
        try
        {
            lookup = await _directory.FindRevocationListsAsync(name).WaitAsync(deadline, _directory.TimeProvider, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            lookup = new LdapIssuerLookup(LookupState.Unavailable, [], [], "the directory did not answer in time");
        }

        var answer = new Remembered(lookup, now);
        if (lookup.State == LookupState.Found)
        {
            if (_remembered.Count >= MaxEntries)
            {
                _remembered.Clear();
            }

            _remembered[name] = answer;
        }

        return answer;
    }

    /// <summary>The entries' names in the certificate's ldap URIs (RFC 4516: <c>ldap://host/dn?attributes?…</c>).</summary>
    private static List<string> Names(ReadOnlyMemory<byte> certificate)
    {
        var names = new List<string>();
        try
        {
            using X509Certificate2 parsed = X509CertificateLoader.LoadCertificate(certificate.Span);
            foreach (X509Extension extension in parsed.Extensions.Where(extension => extension.Oid?.Value is "2.5.29.31" or "2.5.29.46"))
            {
                ReadPoints(extension.RawData, names);
            }
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or UriFormatException)
        {
            // No name can be read: nothing to ask for.
        }

        return names;
    }

    /// <summary>DistributionPoint ::= SEQUENCE { distributionPoint [0] { fullName [0] GeneralNames, … } OPTIONAL, … }; uniformResourceIdentifier is [6].</summary>
    private static void ReadPoints(byte[] value, List<string> names)
    {
        var zero = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var uri = new Asn1Tag(TagClass.ContextSpecific, 6);
        AsnReader points = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        for (int count = 0; points.HasData && count < MaxUris; count++)
        {
            AsnReader point = points.ReadSequence();
            if (!point.HasData || !point.PeekTag().HasSameClassAndValue(zero))
            {
                continue;
            }

            AsnReader choice = point.ReadSequence(zero);
            if (!choice.HasData || !choice.PeekTag().HasSameClassAndValue(zero))
            {
                continue;
            }

            AsnReader full = choice.ReadSequence(zero);
            while (full.HasData && names.Count < MaxUris)
            {
                if (!full.PeekTag().HasSameClassAndValue(uri))
                {
                    full.ReadEncodedValue();
                }
                else if (Name(full.ReadCharacterString(UniversalTagNumber.IA5String, uri)) is { Length: > 0 } name)
                {
                    names.Add(name);
                }
            }
        }
    }

    private static string? Name(string text)
    {
        int start = text.StartsWith("ldap://", StringComparison.OrdinalIgnoreCase) ? 7 : text.StartsWith("ldaps://", StringComparison.OrdinalIgnoreCase) ? 8 : -1;
        int slash = start < 0 ? -1 : text.IndexOf('/', start);
        if (slash < 0)
        {
            return null;
        }

        int end = text.IndexOf('?', slash);
        return Uri.UnescapeDataString(end < 0 ? text[(slash + 1)..] : text[(slash + 1)..end]);
    }

    private sealed record Remembered(LdapIssuerLookup Lookup, DateTimeOffset AsOf);
}
