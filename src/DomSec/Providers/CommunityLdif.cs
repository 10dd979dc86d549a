using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace DomSec.Providers;

/// <summary>
/// Takes a community folder to an LDAP directory and back, as LDIF content (RFC 2849) of standard classes alone: the public parts, never a private key. What is written is what
/// <c>slapadd</c> takes; what <c>slapcat</c> writes can be read.
/// </summary>
/// <remarks>
/// <code>
/// cn=anchors,BASE                              pkiCA: the community's trust anchors
/// cn=community-ca,BASE                         pkiCA: intermediates and revocation lists
/// associatedDomain=D,ou=domains,BASE           domainRelatedObject: a member, its presence is membership; aliases are further associatedDomain values
/// cn=ROLE,associatedDomain=D,ou=domains,BASE   inetOrgPerson: an authority's mail addresses and certificates; likewise recipients with entries of their own
/// </code>
/// Profiles, agreements and security labels of <c>community.json</c> have no place in a directory and are not taken along. Pure but for the files; thread-safe.
/// </remarks>
public static class CommunityLdif
{
    private const string AnchorsName = "cn=anchors";
    private const string CaName = "cn=community-ca";
    private const string DomainAttribute = "associatedDomain";
    private const string CertificateAttribute = "userCertificate;binary";
    private const string CaCertificateAttribute = "cACertificate;binary";
    private const string ListAttribute = "certificateRevocationList;binary";

    /// <summary>Writes the public parts of a community.</summary>
    /// <param name="community">The community.</param>
    /// <param name="baseName">The name of the directory's topmost entry, which is written too, such as <c>dc=seemail,dc=example</c>.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">The community holds something that cannot be read, so that the directory would lack it, or the base is of a kind that is not known.</exception>
    public static void Export(FolderCommunity community, string baseName, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(community);
        ArgumentException.ThrowIfNullOrEmpty(baseName);
        ArgumentNullException.ThrowIfNull(output);
        CommunitySnapshot snapshot = community.Loaded.Snapshot;
        if (!snapshot.Damaged.IsEmpty)
        {
            throw new DomSecException($"Something of {snapshot.Damaged.First()} cannot be read, and the directory would lack it: run the check and repair it first.");
        }

        if (snapshot.Trust.RevocationLists.Any(each => each.IsEmpty))
        {
            throw new DomSecException("A revocation list cannot be read, and the directory would lack it: run the check and repair it first.");
        }

        var ldif = new LdifWriter(output);
        WriteBase(ldif, baseName);
        WriteCa(ldif, $"{AnchorsName},{baseName}", "anchors", snapshot.Trust.Anchors, []);
        WriteCa(ldif, $"{CaName},{baseName}", "community-ca", snapshot.Trust.Intermediates, snapshot.Trust.RevocationLists);
        string domains = $"ou=domains,{baseName}";
        ldif.Begin(domains, "organizationalUnit");
        ldif.Write("ou", "domains");
        foreach (MailDomain member in snapshot.Members)
        {
            WriteMember(ldif, snapshot, member, $"{DomainAttribute}={LdifWriter.Escape(member.Value)},{domains}");
        }
    }

    /// <summary>Makes a community folder, without identities, from a directory's content.</summary>
    /// <param name="input">LDIF content.</param>
    /// <param name="folder">The folder; missing or empty.</param>
    /// <param name="trustAnchors">Takes what stands in the entry <c>cn=anchors</c> for trust anchors. Only for a file that is trusted like the folder itself; without it the folder has no anchors, and they have to be put there.</param>
    /// <returns>The files written, relative to the folder, with <c>/</c>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">The text is not LDIF content, holds what is no certificate, or the folder is not empty or cannot be written.</exception>
    public static IReadOnlyList<string> Import(TextReader input, string folder, bool trustAnchors = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string root = Path.GetFullPath(folder);
        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
        {
            throw new DomSecException($"{root} is not empty: give a new folder.");
        }

        LdifRecord[] records = [.. new LdifReader(input).Read()];
        Dictionary<MailDomain, MailDomain[]> members = Members(records);
        Dictionary<MailDomain, MailDomain> memberOf = members.SelectMany(each => each.Value.Append(each.Key).Select(domain => (domain, each.Key))).DistinctBy(each => each.domain).ToDictionary(each => each.domain, each => each.Key);
        using var files = new CommunityFiles(root);
        WriteTrust(files, records, members.Keys.OrderBy(each => each.Value, StringComparer.Ordinal).FirstOrDefault(), trustAnchors);
        foreach (IGrouping<MailDomain, byte[]> certificates in records
            .SelectMany(record => Owners(record, memberOf).SelectMany(owner => record.Values("userCertificate").Select(value => (owner, value))))
            .GroupBy(each => each.owner, each => each.value))
        {
            int number = 0;
            foreach (byte[] der in certificates.DistinctBy(Convert.ToHexString, StringComparer.Ordinal))
            {
                files.Add($"members/{certificates.Key}/certificate-{++number}.pem", CertificatePem(der));
            }
        }

        files.Add("community.json", Configuration(members));
        return files.Write();
    }

    private static void WriteBase(LdifWriter ldif, string name)
    {
        string first = name.Split(',')[0];
        string attribute = first.Split('=')[0].Trim();
        string value = first[(first.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        switch (attribute.ToLowerInvariant())
        {
            case "dc":
                ldif.Begin(name, "dcObject", "organization");
                ldif.Write("o", value);
                break;
            case "o":
                ldif.Begin(name, "organization");
                break;
            case "ou":
                ldif.Begin(name, "organizationalUnit");
                break;
            case "c":
                ldif.Begin(name, "country");
                break;
            default:
                throw new DomSecException("The base is no name that can be made here: give one that begins with dc=, o=, ou= or c=.");
        }

        ldif.Write(attribute, value);
    }

    private static void WriteCa(LdifWriter ldif, string name, string commonName, IReadOnlyList<ReadOnlyMemory<byte>> certificates, IReadOnlyList<ReadOnlyMemory<byte>> lists)
    {
        if (certificates.Count + lists.Count == 0)
        {
            return;
        }

        ldif.Begin(name, "applicationProcess", "pkiCA");
        ldif.Write("cn", commonName);
        foreach (ReadOnlyMemory<byte> each in certificates)
        {
            ldif.Write(CaCertificateAttribute, each.Span);
        }

        foreach (ReadOnlyMemory<byte> each in lists)
        {
            ldif.Write(ListAttribute, each.Span);
        }
    }

    private static void WriteMember(LdifWriter ldif, CommunitySnapshot snapshot, MailDomain member, string name)
    {
        MailDomain[] names = [member, .. snapshot.Aliases.Where(each => each.Value == member).Select(each => each.Key).OrderBy(each => each.Value, StringComparer.Ordinal)];
        ldif.Begin(name, "organization", "domainRelatedObject");
        ldif.Write("o", member.Value);
        foreach (MailDomain each in names)
        {
            ldif.Write(DomainAttribute, each.Value);
        }

        foreach (DomainRole role in Enum.GetValues<DomainRole>())
        {
            if (snapshot.Certificates.TryGetValue((member, role), out var certificates))
            {
                WritePerson(ldif, name, role.RfcName(), member, [.. names.Select(each => LdapQuery.AddressOf(role, each))], certificates);
            }
        }

        foreach ((string address, var certificates) in snapshot.RecipientCertificates.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (MailDomain.TryFromAddress(address, out _, out MailDomain domain) && (domain == member || (snapshot.Aliases.TryGetValue(domain, out MailDomain own) ? own == member : !snapshot.Members.Contains(domain) && member.IsSameOrAscendantOf(domain))))
            {
                WritePerson(ldif, name, address, member, [address], certificates);
            }
        }
    }

    private static void WritePerson(LdifWriter ldif, string above, string commonName, MailDomain member, IReadOnlyList<string> addresses, IEnumerable<ReadOnlyMemory<byte>> certificates)
    {
        ldif.Begin($"cn={LdifWriter.Escape(commonName)},{above}", "inetOrgPerson");
        ldif.Write("cn", commonName);
        ldif.Write("sn", member.Value);
        foreach (string address in addresses)
        {
            ldif.Write("mail", address);
        }

        foreach (ReadOnlyMemory<byte> each in certificates)
        {
            ldif.Write(CertificateAttribute, each.Span);
        }
    }

    /// <summary>The members with their aliases. The domain in the entry's name is the member.</summary>
    private static Dictionary<MailDomain, MailDomain[]> Members(IEnumerable<LdifRecord> records)
    {
        var members = new Dictionary<MailDomain, MailDomain[]>();
        foreach (LdifRecord record in records)
        {
            MailDomain[] domains = [.. record.Texts(DomainAttribute).Select(text => MailDomain.TryParse(text.Trim(), out MailDomain domain)
                ? domain
                : throw new DomSecException($"The entry {CertificateOutline.Printable(record.Name)} has an {DomainAttribute} that is no mail domain.")).Distinct()];
            if (domains.Length > 0)
            {
                MailDomain main = domains.FirstOrDefault(domain => record.Name.StartsWith($"{DomainAttribute}={domain.Value},", StringComparison.OrdinalIgnoreCase), domains[0]);
                members[main] = [.. domains.Where(domain => domain != main)];
            }
        }

        return members;
    }

    private static IEnumerable<MailDomain> Owners(LdifRecord record, Dictionary<MailDomain, MailDomain> memberOf) => record.Texts("mail")
        .Select(address => MailDomain.TryFromAddress(address.Trim(), out _, out MailDomain domain) ? Member(domain, memberOf) : default)
        .Where(member => member != default)
        .Distinct();

    /// <summary>The member that a domain, or the nearest above it, is.</summary>
    private static MailDomain Member(MailDomain domain, Dictionary<MailDomain, MailDomain> memberOf) => memberOf.TryGetValue(domain, out MailDomain own)
        ? own
        : memberOf.Where(each => each.Key.IsSameOrAscendantOf(domain)).OrderByDescending(each => each.Key.Value.Length).Select(each => each.Value).FirstOrDefault();

    private static void WriteTrust(CommunityFiles files, IReadOnlyList<LdifRecord> records, MailDomain keeper, bool trustAnchors)
    {
        bool IsAnchors(LdifRecord record) => record.Name.StartsWith($"{AnchorsName},", StringComparison.OrdinalIgnoreCase);
        string[] anchors = [.. records.Where(IsAnchors).SelectMany(record => record.Values("cACertificate")).Select(CertificatePem).Distinct(StringComparer.Ordinal)];
        if (trustAnchors && anchors.Length > 0)
        {
            files.Add("anchors/anchors.pem", string.Concat(anchors));
        }

        string[] issuers = [.. records.Where(record => !IsAnchors(record)).SelectMany(record => record.Values("cACertificate")).Select(CertificatePem).Distinct(StringComparer.Ordinal)];
        if (issuers.Length > 0 && keeper != default)
        {
            // Issuing certificates are read wherever they stand among members'; a root among them is not trusted for it.
            files.Add($"members/{keeper}/issuers.pem", string.Concat(issuers));
        }

        int number = 0;
        foreach (byte[] list in records.SelectMany(record => record.Values("certificateRevocationList")).DistinctBy(Convert.ToHexString, StringComparer.Ordinal))
        {
            files.Add($"crls/list-{++number}.crl", PemEncoding.WriteString("X509 CRL", list) + "\n");
        }
    }

    private static string CertificatePem(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return PemEncoding.WriteString("CERTIFICATE", certificate.RawData) + "\n";
        }
        catch (CryptographicException e)
        {
            throw new DomSecException("A value that should be a certificate is none.", e);
        }
    }

    private static string Configuration(Dictionary<MailDomain, MailDomain[]> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("members");
            foreach ((MailDomain member, MailDomain[] aliases) in members.OrderBy(each => each.Key.Value, StringComparer.Ordinal))
            {
                writer.WriteStartObject(member.Value);
                if (aliases.Length > 0)
                {
                    writer.WriteStartArray("aliases");
                    foreach (MailDomain alias in aliases.OrderBy(each => each.Value, StringComparer.Ordinal))
                    {
                        writer.WriteStringValue(alias.Value);
                    }

                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
