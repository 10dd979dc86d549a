using DomSec.Cli.Commands;
using DomSec.Hosting;
using DomSec.Providers;

namespace DomSec.Cli;

/// <summary>Opens what the options name: a community folder, further material, or nothing at all (facts without trust).</summary>
internal static class Communities
{
    public static DomSecCommunity Open(
        CliTerminal terminal,
        string? folder,
        string? passwordFile,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? trust = null,
        IReadOnlyList<string>? crls = null,
        DomSecOptions? rules = null)
    {
        Func<string, string?> password = Options.Password(terminal, passwordFile);
        var options = new DomSecCommunityOptions { Password = password, Options = rules ?? new DomSecOptions() };
        if (folder is not null && !Directory.Exists(folder))
        {
            throw CliFailure.Input($"--community: '{folder}' is not a folder.");
        }

        if (folder is not null && keys is null or [] && trust is null or [] && crls is null or [])
        {
            return DomSecCommunity.Open(folder, options);
        }

        return folder is null
            ? Join(new MemoryCommunity(), options, keys ?? [], trust ?? [], crls ?? [])
            : Join(new FolderCommunity(folder, new FolderCommunityOptions { Password = password, Watch = false }), options, keys ?? [], trust ?? [], crls ?? []);
    }

    /// <summary>The stores live as long as the process, as what holds them does.</summary>
    private static DomSecCommunity Join<T>(T community, DomSecCommunityOptions options, IReadOnlyList<string> keys, IReadOnlyList<string> trust, IReadOnlyList<string> crls)
        where T : ICertificateDirectory, IMembership, IKeyStore, ITrustStore
    {
        var extra = new ExtraMaterial(community, community);
        foreach (string path in keys)
        {
            extra.AddKey(path, options.Password!);
        }

        foreach (string path in trust)
        {
            extra.AddAnchors(path);
        }

        foreach (string path in crls)
        {
            extra.AddRevocationLists(path);
        }

        return DomSecCommunity.Create(community, community, extra, extra, options);
    }
}
