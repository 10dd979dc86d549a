using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>
/// Makes and tends community folders, as <see cref="FolderCommunity"/> reads them, with a private certification authority of their own.
/// Enough for trials and for closed communities that are run from one place; others build the folder from certificates that their own
/// authorities issued.
/// </summary>
/// <remarks>
/// <para>Identities are named as RFC 3183 sections 3.1.1 and 4.1 demand and are valid for two years, the root for ten, the revocation
/// list for one: <see cref="Add"/>, <see cref="Rollover"/> and <see cref="RenewRevocationList"/> begin its year anew. Because there is
/// a list, revocation is practised, and the list has to be renewed in time.</para>
/// <para>Private keys are written for this account alone (mode 0600 where modes exist). Nothing that exists is overwritten but the
/// revocation list, and <c>community.json</c> when a domain with an agreement is added. <c>ca/root.key</c> is needed for these methods only: keep it elsewhere in production. The methods are safe for
/// concurrent use on different folders.</para>
/// </remarks>
public static class CommunityWriter
{
    private const string RootFile = "anchors/root.pem";
    private const string RootKeyFile = "ca/root.key";
    private const string RevocationListFile = "crls/root.crl";

    private static readonly (DomainRole Role, string File)[] Roles =
    [
        (DomainRole.DomainSigning, "signing"),
        (DomainRole.Review, "review"),
        (DomainRole.Attribute, "attributes"),
        (DomainRole.Confidentiality, "confidentiality"),
    ];

    /// <summary>Makes a community: root, revocation list, the identities of each domain, and <c>community.json</c>.</summary>
    /// <param name="folder">The folder; missing or empty.</param>
    /// <param name="domains">The domains, at least one.</param>
    /// <param name="signing">Keys of signing, review and attribute authorities.</param>
    /// <param name="encryption">Keys of confidentiality authorities.</param>
    /// <param name="time">The clock, or null for the system's.</param>
    /// <param name="password">Encrypts the root's private key when given; the identities' keys are not encrypted.</param>
    /// <param name="naming">How the identities are named: RFC 3183's way, or <see cref="NamingProfile.EmailRole"/> or <see cref="NamingProfile.UriSan"/> with the agreement that goes with it in <c>community.json</c>, pinned to the root.</param>
    /// <returns>The files written, relative to the folder, with <c>/</c>.</returns>
    /// <exception cref="DomSecException">The folder is not empty or cannot be written, there is no domain, or a kind of keys is not supported.</exception>
    public static IReadOnlyList<string> Init(
        string folder,
        IReadOnlyList<MailDomain> domains,
        CommunityKeyType signing = CommunityKeyType.Rsa3072,
        CommunityKeyType encryption = CommunityKeyType.Rsa3072,
        TimeProvider? time = null,
        string? password = null,
        NamingProfile naming = NamingProfile.Strict3183)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        CheckNaming(naming);
        MailDomain[] distinct = Distinct(domains);
        CheckKeyTypes(signing, encryption);
        string root = Path.GetFullPath(folder);
        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
        {
            throw new DomSecException($"{root} is not empty: give a new folder, or add to this community instead.");
        }

        DateTimeOffset now = Now(time);
        using CommunityAuthority authority = CommunityAuthority.Create(Path.GetFileName(root.TrimEnd(Path.DirectorySeparatorChar)), signing, now);
        using var files = new CommunityFiles(root);
        files.Add(RootFile, authority.Certificate.ExportCertificatePem() + "\n");
        files.Add(RootKeyFile, authority.KeyPem(password) + "\n", isSecret: true);
        files.Add(RevocationListFile, RevocationListPem(authority.IssueRevocationList(before: null, now)));
        foreach (MailDomain domain in distinct)
        {
            Issue(files, authority, domain, suffix: "", signing, encryption, now, naming);
        }

        files.Add("community.json", ConfigurationWriter.Initial(distinct, naming, CertificatePin.OfPublicKey(authority.Certificate)));
        return files.Write();
    }

    /// <summary>Adds domains with their identities, and renews the revocation list.</summary>
    /// <param name="folder">A folder made by <see cref="Init"/>.</param>
    /// <param name="domains">The new domains, at least one.</param>
    /// <param name="signing">Keys of signing, review and attribute authorities.</param>
    /// <param name="encryption">Keys of confidentiality authorities.</param>
    /// <param name="time">The clock, or null for the system's.</param>
    /// <param name="password">The password of the root's private key, if it has one.</param>
    /// <param name="naming">How the identities are named: RFC 3183's way, or <see cref="NamingProfile.EmailRole"/> or <see cref="NamingProfile.UriSan"/> with the agreement that goes with it, which is added to <c>community.json</c>.</param>
    /// <returns>The files written, relative to the folder, with <c>/</c>.</returns>
    /// <exception cref="DomSecException">A domain is there already, the root's key does not open, the folder cannot be written, or a kind of keys is not supported.</exception>
    public static IReadOnlyList<string> Add(
        string folder,
        IReadOnlyList<MailDomain> domains,
        CommunityKeyType signing = CommunityKeyType.Rsa3072,
        CommunityKeyType encryption = CommunityKeyType.Rsa3072,
        TimeProvider? time = null,
        string? password = null,
        NamingProfile naming = NamingProfile.Strict3183)
    {
        CheckNaming(naming);
        MailDomain[] distinct = Distinct(domains);
        CheckKeyTypes(signing, encryption);
        using CommunityAuthority authority = OpenAuthority(folder, password, out string root);
        foreach (MailDomain domain in distinct)
        {
            if (HasFiles(root, "identities", domain) || HasFiles(root, "members", domain))
            {
                throw new DomSecException($"{domain} is in the community {root} already: make its next key pairs with a rollover instead.");
            }
        }

        DateTimeOffset now = Now(time);
        using var files = new CommunityFiles(root);
        foreach (MailDomain domain in distinct)
        {
            Issue(files, authority, domain, suffix: "", signing, encryption, now, naming);
        }

        MailDomain[] unsaid = [.. distinct.Where(domain => ConfigurationWriter.NamingOf(root, domain) != naming)];
        if (unsaid.Length > 0)
        {
            files.Add("community.json", naming == NamingProfile.Strict3183
                ? throw new DomSecException($"community.json agrees on another naming for {unsaid[0]}: add the domain with that naming.")
                : ConfigurationWriter.WithAgreements(root, unsaid, naming, CertificatePin.OfPublicKey(authority.Certificate)), overwrites: true);
        }

        AddRenewedList(files, authority, root, now);
        return files.Write();
    }

    /// <summary>Makes the next key pairs of a domain beside the ones in use, to be used at once (<see cref="Stage"/> makes them for later), and renews the revocation list. The old ones stay: to be verified, and to decrypt.</summary>
    /// <param name="folder">A folder made by <see cref="Init"/>.</param>
    /// <param name="domain">The domain, with identities already.</param>
    /// <param name="signing">Keys of signing, review and attribute authorities.</param>
    /// <param name="encryption">Keys of confidentiality authorities.</param>
    /// <param name="time">The clock, or null for the system's.</param>
    /// <param name="password">The password of the root's private key, if it has one.</param>
    /// <returns>The files written, relative to the folder, with <c>/</c>.</returns>
    /// <exception cref="DomSecException">The domain has no identities, the root's key does not open, the folder cannot be written, or a kind of keys is not supported.</exception>
    public static IReadOnlyList<string> Rollover(
        string folder,
        MailDomain domain,
        CommunityKeyType signing = CommunityKeyType.Rsa3072,
        CommunityKeyType encryption = CommunityKeyType.Rsa3072,
        TimeProvider? time = null,
        string? password = null)
    {
        CheckKeyTypes(signing, encryption);
        using CommunityAuthority authority = OpenAuthority(folder, password, out string root);
        if (!HasFiles(root, "identities", domain))
        {
            throw new DomSecException($"{domain} has no identities in {root}: add the domain first.");
        }

        DateTimeOffset now = Now(time);
        int generation = 2;
        while (Roles.Any(r => File.Exists(Path.Combine(root, "identities", domain.Value, $"{r.File}-{generation}.pem")) || File.Exists(Path.Combine(root, "members", domain.Value, $"{r.File}-{generation}.pem"))))
        {
            generation++;
        }

        using var files = new CommunityFiles(root);
        Issue(files, authority, domain, $"-{generation}", signing, encryption, now, ConfigurationWriter.NamingOf(root, domain));
        AddRenewedList(files, authority, root, now);
        return files.Write();
    }

    /// <summary>
    /// Stages the next key pairs of a domain: made now, used later by time alone, with an overlap. The old ones stay, to decrypt. Roles whose next pair is there are passed over, so that it may be run
    /// at any time and again after an interruption.
    /// </summary>
    /// <param name="folder">A folder made by <see cref="Init"/>.</param>
    /// <param name="domain">The domain, with identities already.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The files written, relative to the folder, with <c>/</c>; empty when all next pairs are there.</returns>
    /// <exception cref="DomSecException">The domain has no identities, the root's key does not open, the folder cannot be written, a kind of keys is not supported, or the root ends before they start.</exception>
    public static IReadOnlyList<string> Stage(string folder, MailDomain domain, RolloverOptions? options = null)
    {
        options ??= new RolloverOptions();
        CheckKeyTypes(options.Signing ?? CommunityKeyType.Rsa3072, options.Encryption ?? CommunityKeyType.Rsa3072);
        using CommunityAuthority authority = OpenAuthority(folder, options.Password, out string root);
        if (!HasFiles(root, "identities", domain))
        {
            throw new DomSecException($"{domain} has no identities in {root}: add the domain first.");
        }

        DateTimeOffset now = Now(options.TimeProvider);
        NextIdentities.RemoveRemains(Path.Combine(root, "identities", domain.Value), now);
        using var community = new FolderCommunity(root, new FolderCommunityOptions { Password = _ => options.Password, Watch = false, TimeProvider = options.TimeProvider });
        var next = new NextIdentities(community.Loaded.Certificates, domain, now);
        NamingProfile naming = ConfigurationWriter.NamingOf(root, domain);
        using var files = new CommunityFiles(root);
        foreach ((string file, string pem) in next.MissingCopies(root))
        {
            files.Add(file, pem);
        }

        foreach ((DomainRole role, string name) in Roles)
        {
            if (next.Of(role, options.Force) is not var (keyType, start))
            {
                continue;
            }

            CommunityKeyType kind = (role == DomainRole.Confidentiality ? options.Encryption : options.Signing) ?? keyType
                ?? throw new DomSecException($"The key of the {role.RfcName()} of {domain} is of a kind that is not made here: say which kind the next one shall be of.");
            start = options.StartsAt is { } wanted ? (wanted > now ? DateTimeOffset.FromUnixTimeSeconds(wanted.ToUnixTimeSeconds()) : now) : start;
            IssuedIdentity identity = authority.Issue(domain, role, kind, start, naming);
            string number = FreeNumber(root, domain, name);

            // The certificate is valid a little before it is used, for peers whose clocks run behind.
            string activation = start > now ? NextIdentities.ActivationLine(start) : "";
            files.Add($"identities/{domain}/{name}{number}.pem", activation + identity.CertificatePem + identity.KeyPem, isSecret: true);
            files.Add($"members/{domain}/{name}{number}.pem", identity.CertificatePem);
        }

        if (files.IsEmpty)
        {
            return [];
        }

        AddRenewedList(files, authority, root, now);
        return files.Write();
    }

    /// <summary>Issues the revocation list anew, its entries kept, for another year.</summary>
    /// <param name="folder">A folder made by <see cref="Init"/>.</param>
    /// <param name="time">The clock, or null for the system's.</param>
    /// <param name="password">The password of the root's private key, if it has one.</param>
    /// <returns>The files written, relative to the folder, with <c>/</c>.</returns>
    /// <exception cref="DomSecException">The root's key does not open, or the folder cannot be written.</exception>
    public static IReadOnlyList<string> RenewRevocationList(string folder, TimeProvider? time = null, string? password = null)
    {
        using CommunityAuthority authority = OpenAuthority(folder, password, out string root);
        using var files = new CommunityFiles(root);
        AddRenewedList(files, authority, root, Now(time));
        return files.Write();
    }

    /// <summary>Looks at everything in a community folder, however it was made: what cannot be read, and for each certificate validity, naming, use and chain; for revocation lists, whether they are in force.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock, or null for the system's.</param>
    /// <param name="password">Gives passwords of key files, as <see cref="FolderCommunityOptions.Password"/>.</param>
    /// <returns>The findings, the folder's first and then domain by domain; a certificate without fault has one finding that says so.</returns>
    /// <exception cref="DomSecException">The folder is missing or cannot be listed, or its <c>community.json</c> is malformed.</exception>
    public static IReadOnlyList<CommunityFinding> Check(string folder, TimeProvider? time = null, Func<string, string?>? password = null)
    {
        using var community = new FolderCommunity(folder, new FolderCommunityOptions { Password = password, Watch = false });
        return CommunityChecker.Check(community.Loaded, (time ?? TimeProvider.System).GetUtcNow());
    }

    private static CommunityAuthority OpenAuthority(string folder, string? password, out string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        root = Path.GetFullPath(folder);
        return CommunityAuthority.Open(Path.Combine(root, RootFile), Path.Combine(root, RootKeyFile), password);
    }

    private static void Issue(
        CommunityFiles files, CommunityAuthority authority, MailDomain domain, string suffix, CommunityKeyType signing, CommunityKeyType encryption, DateTimeOffset now, NamingProfile naming = NamingProfile.Strict3183)
    {
        foreach ((DomainRole role, string name) in Roles)
        {
            IssuedIdentity identity = authority.Issue(domain, role, role == DomainRole.Confidentiality ? encryption : signing, now, naming);
            files.Add($"identities/{domain}/{name}{suffix}.pem", identity.CertificatePem + identity.KeyPem, isSecret: true);
            files.Add($"members/{domain}/{name}{suffix}.pem", identity.CertificatePem);
        }
    }

    private static void AddRenewedList(CommunityFiles files, CommunityAuthority authority, string root, DateTimeOffset now)
    {
        byte[]? before = null;
        string path = Path.Combine(root, RevocationListFile);
        if (File.Exists(path))
        {
            using CredentialFile file = CredentialFile.Read(File.ReadAllBytes(path), () => null);
            before = file.RevocationLists is [var list, ..] && file.Problems.Count == 0
                ? list.ToArray()
                : throw new DomSecException($"{path} is damaged, and with it the record of what is revoked: restore it from a copy first.");
        }

        files.Add(RevocationListFile, RevocationListPem(authority.IssueRevocationList(before, now)), overwrites: true);
    }

    private static string RevocationListPem(byte[] list) => PemEncoding.WriteString("X509 CRL", list) + "\n";

    private static MailDomain[] Distinct(IReadOnlyList<MailDomain> domains)
    {
        ArgumentNullException.ThrowIfNull(domains);
        return domains.Count > 0 && !domains.Contains(default) ? [.. domains.Distinct()] : throw new DomSecException("There is no domain: name at least one, such as acme.example.");
    }

    private static void CheckNaming(NamingProfile naming)
    {
        if (naming is not (NamingProfile.Strict3183 or NamingProfile.EmailRole or NamingProfile.UriSan))
        {
            throw new DomSecException("A private authority issues no certificates of this naming: use strict3183, emailRole or uriSan.");
        }
    }

    private static void CheckKeyTypes(CommunityKeyType signing, CommunityKeyType encryption)
    {
        CommunityAuthority.CheckKeyType(signing, forEncryption: false);
        CommunityAuthority.CheckKeyType(encryption, forEncryption: true);
    }

    private static string FreeNumber(string root, MailDomain domain, string name)
    {
        int generation = 2;
        while (File.Exists(Path.Combine(root, "identities", domain.Value, $"{name}-{generation}.pem")) || File.Exists(Path.Combine(root, "members", domain.Value, $"{name}-{generation}.pem")))
        {
            generation++;
        }

        return $"-{generation}";
    }

    private static bool HasFiles(string root, string part, MailDomain domain)
    {
        string path = Path.Combine(root, part, domain.Value);
        return Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
    }

    /// <summary>Certificates hold whole seconds.</summary>
    private static DateTimeOffset Now(TimeProvider? time) => DateTimeOffset.FromUnixTimeSeconds((time ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds());
}
