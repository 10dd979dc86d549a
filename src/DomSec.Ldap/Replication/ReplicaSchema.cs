using System.Security.Cryptography;
using System.Text;
using DomSec.Ldap.Protocol;
using DomSec.Providers;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap.Replication;

/// <summary>Which entries are copied, which attributes, and how an entry is read, by the options.</summary>
internal sealed class ReplicaSchema
{
    public const string UuidAttribute = "entryUUID";
    public const string CsnAttribute = "entryCSN";
    public const string TimeAttribute = "modifyTimestamp";
    private const string GroupAttribute = "member";
    private const int PageSize = 500;

    private readonly LdapDirectoryOptions _options;
    private readonly LdapReplicaOptions _replica;
    private readonly ILogger _logger;
    private readonly string _memberBase;
    private readonly string _filter;
    private readonly string _base;

    /// <exception cref="DomSecException">The filter cannot be used.</exception>
    public ReplicaSchema(LdapDirectoryOptions options, ILogger logger)
    {
        _options = options;
        _replica = options.Replica;
        _logger = logger;
        _memberBase = DirectoryName.Normalize(options.SearchBase);
        _base = _replica.Base ?? CommonBase(options);
        Group = _replica.MembershipGroup is { } group ? DirectoryName.Normalize(group) : null;
        _filter = _replica.Filter ?? UsualFilter();
        try
        {
            LdapFilter.Encode(_filter);
        }
        catch (FormatException e)
        {
            throw new DomSecException($"Replica.Filter cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The group's name in its compared form; null when presence is membership.</summary>
    public string? Group { get; }

    public string Base => _base;

    /// <summary>What the content depends on: a snapshot made by other options is of no use.</summary>
    public string Fingerprint => string.Join('\n', [_base, _filter, _memberBase, Group ?? "", .. Attributes(stamps: false)]);

    public LdapSearch Sync => new(_base, LdapScope.Subtree, LdapFilter.Encode(_filter), Attributes(stamps: true)) { SizeLimit = 0 };

    public LdapSearch All => Sync with { PageSize = PageSize };

    /// <summary>Only which entries there are, and when they changed.</summary>
    public LdapSearch List => All with { Attributes = [UuidAttribute, CsnAttribute, TimeAttribute] };

    /// <summary>What changed at a time or later.</summary>
    public LdapSearch Since(string attribute, string stamp) => All with { Filter = LdapFilter.Encode($"(&{_filter}({attribute}>={LdapQuery.Escape(stamp)}))") };

    /// <summary>Reads an entry.</summary>
    public ReplicaEntry Read(Guid id, LdapEntry entry)
    {
        string name = DirectoryName.Normalize(entry.Name);
        bool below = DirectoryName.IsAtOrBelow(name, _memberBase);
        var certificates = new List<ReplicaCertificate>();
        bool damage = false;
        foreach (byte[] value in below ? entry.Values(_options.CertificateAttribute) : [])
        {
            foreach (byte[] der in DirectoryCertificate.Unwrap(_options.CertificateAttribute, value))
            {
                if (DirectoryCertificate.NotBefore(der) is { } notBefore)
                {
                    certificates.Add(new ReplicaCertificate(der, notBefore));
                    continue;
                }

                damage = true;
                LdapLog.ValueSkipped(_logger, _options.CertificateAttribute, LdapResult.Printable(entry.Name));
            }
        }

        return new ReplicaEntry
        {
            Id = id,
            Name = name,
            Domains = below ? [.. Texts(entry, _replica.DomainAttribute).Select(Domain).Where(domain => domain != default).Distinct()] : [],
            Addresses = below ? [.. Texts(entry, _replica.AddressAttribute).Select(text => text.Trim().ToLowerInvariant()).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)] : [],
            Certificates = certificates,
            HasDamage = damage,
            Issuers = [.. entry.Values(LdapDirectory.IssuerCertificateAttribute)],
            RevocationLists = [.. entry.Values(LdapDirectory.RevocationListAttribute)],
            GroupMembers = Group == name ? [.. Texts(entry, GroupAttribute).Select(DirectoryName.Normalize)] : [],
            Stamp = StampOf(entry),
        };
    }

    /// <summary>The number of an entry; where the server has none, one made of its name.</summary>
    public static Guid IdOf(LdapEntry entry)
    {
        string? text = Texts(entry, UuidAttribute).FirstOrDefault();
        return Guid.TryParse(text, out Guid id) ? id : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(DirectoryName.Normalize(entry.Name))).AsSpan(0, 16), bigEndian: true);
    }

    public static bool HasId(LdapEntry entry) => Guid.TryParse(Texts(entry, UuidAttribute).FirstOrDefault(), out _);

    public static string StampOf(LdapEntry entry) => Texts(entry, CsnAttribute).FirstOrDefault() ?? Texts(entry, TimeAttribute).FirstOrDefault() ?? "";

    public static IEnumerable<string> Texts(LdapEntry entry, string attribute) => entry.Values(attribute).Select(Encoding.UTF8.GetString);

    private static string CommonBase(LdapDirectoryOptions options)
    {
        string common = options.SearchBase;
        foreach (string? other in new[] { options.IssuerName, options.Replica.MembershipGroup })
        {
            common = other is null || DirectoryName.IsAtOrBelow(DirectoryName.Normalize(other), DirectoryName.Normalize(common)) ? common : DirectoryName.Common(common, other);
        }

        return common;
    }

    private static MailDomain Domain(string text) => MailDomain.TryParse(text.Trim(), out MailDomain domain) ? domain : default;

    private string UsualFilter()
    {
        var filter = new StringBuilder($"(|({_replica.DomainAttribute}=*)");
        if (_options.RecipientLookup)
        {
            filter.Append($"({_replica.AddressAttribute}=*)");
        }
        else
        {
            foreach (DomainRole role in Enum.GetValues<DomainRole>())
            {
                string address = LdapQuery.AddressOf(role, MailDomain.Parse("example.org"));
                filter.Append($"({_replica.AddressAttribute}={address[..(address.IndexOf('@', StringComparison.Ordinal) + 1)]}*)");
            }
        }

        if (Group is not null)
        {
            filter.Append("(objectClass=groupOfNames)");
        }

        return filter.Append("(objectClass=pkiCA))").ToString();
    }

    private string[] Attributes(bool stamps) =>
    [
        _replica.DomainAttribute,
        _replica.AddressAttribute,
        _options.CertificateAttribute,
        LdapDirectory.IssuerCertificateAttribute,
        LdapDirectory.RevocationListAttribute,
        .. Group is null ? Array.Empty<string>() : [GroupAttribute],
        .. stamps ? new[] { UuidAttribute, CsnAttribute, TimeAttribute } : [],
    ];
}
