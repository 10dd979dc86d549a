using DomSec.Ldap.Protocol;
using DomSec.Providers;

namespace DomSec.Ldap;

/// <summary>
/// The questions by the options: filters with their places, checked once and filled for each look-up. What is filled in is escaped
/// first, so it can neither end a filter nor become a wildcard (DS-KEY-06).
/// </summary>
internal sealed class LdapQuestions
{
    private const string AddressPlace = "{address}";
    private const string DomainPlace = "{domain}";

    private readonly LdapDirectoryOptions _options;

    /// <exception cref="DomSecException">An option cannot be used.</exception>
    public LdapQuestions(LdapDirectoryOptions options)
    {
        _options = options;
        Check(options.AuthorityFilter, nameof(options.AuthorityFilter));
        Check(options.RecipientFilter, nameof(options.RecipientFilter));
        Check(options.MembershipFilter, nameof(options.MembershipFilter));
    }

    public LdapSearch Authority(DomainRole role, MailDomain domain) =>
        Search(_options.SearchBase, LdapScope.Subtree, Fill(_options.AuthorityFilter, LdapQuery.AddressOf(role, domain), domain), [_options.CertificateAttribute]);

    public LdapSearch Recipient(string address, MailDomain domain) =>
        Search(_options.SearchBase, LdapScope.Subtree, Fill(_options.RecipientFilter, address, domain), [_options.CertificateAttribute]);

    public LdapSearch Member(MailDomain domain) =>
        Search(_options.SearchBase, LdapScope.Subtree, Fill(_options.MembershipFilter, domain.Value, domain), LdapSearch.NoAttributes);

    public LdapSearch Sentinel() => Search(_options.SentinelName ?? _options.SearchBase, LdapScope.Base, LdapSearch.AnyEntry, LdapSearch.NoAttributes);

    public LdapSearch Issuer(string name) =>
        Search(name, LdapScope.Base, LdapSearch.AnyEntry, [LdapDirectory.IssuerCertificateAttribute, LdapDirectory.RevocationListAttribute]);

    /// <summary>RFC 4523 sections 2.2 to 2.5: complete ones, those about CAs, and changes.</summary>
    public static readonly string[] RevocationListAttributes = [LdapDirectory.RevocationListAttribute, "authorityRevocationList;binary", "deltaRevocationList;binary"];

    public LdapSearch RevocationLists(string name) => Search(name, LdapScope.Base, LdapSearch.AnyEntry, RevocationListAttributes);

    private static ReadOnlyMemory<byte> Fill(string filter, string address, MailDomain domain) => LdapFilter.Encode(filter
        .Replace(AddressPlace, LdapQuery.Escape(address), StringComparison.Ordinal)
        .Replace(DomainPlace, LdapQuery.Escape(domain.Value), StringComparison.Ordinal));

    private static void Check(string filter, string option)
    {
        if (!filter.Contains(AddressPlace, StringComparison.Ordinal) && !filter.Contains(DomainPlace, StringComparison.Ordinal))
        {
            throw new DomSecException($"{option} asks for the same whatever is looked for: write {AddressPlace} or {DomainPlace} into it.");
        }

        try
        {
            Fill(filter, "a@example.org", MailDomain.Parse("example.org"));
        }
        catch (FormatException e)
        {
            throw new DomSecException($"{option} cannot be used: {e.Message}", e);
        }
    }

    private LdapSearch Search(string name, LdapScope scope, ReadOnlyMemory<byte> filter, IReadOnlyList<string> attributes) => new(name, scope, filter, attributes)
    {
        SizeLimit = _options.MaxEntries,
        TimeLimitSeconds = (int)Math.Ceiling(_options.ServerTimeout.TotalSeconds),
    };
}
