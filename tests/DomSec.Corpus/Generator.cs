using System.Text;
using DomSec.Corpus.Cases;
using DomSec.Corpus.Pki;

namespace DomSec.Corpus;

/// <summary>Makes the whole corpus from the committed keys. The same octets each time.</summary>
public static class Generator
{
    /// <summary>The folders that are generated; everything else in the corpus folder is written by hand.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["certs", "crls", "messages", "parts"];

    /// <summary>Makes the files.</summary>
    /// <param name="folder">The corpus folder, for the keys in it.</param>
    /// <returns>Content by path relative to the folder, with slashes.</returns>
    public static IReadOnlyDictionary<string, byte[]> Make(string folder)
    {
        using var world = new World(folder);
        var list = new CaseList(world);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        WorldCommunities.Add(list, files);
        NamingCases.Add(list);
        MappingCases.Add(list);
        TypeCases.Add(list);
        EncapsulationCases.Add(list);
        SignatureCases.Add(list);
        EncryptionCases.Add(list);
        MailListCases.Add(list);
        LabelCases.Add(list);
        HeaderCases.Add(list);

        foreach (Case entry in list.Cases)
        {
            files.Add(entry.File, entry.Octets);
            if (entry.Covers is { } covers)
            {
                files.Add(covers.File, covers.Octets);
            }
        }

        foreach (Community community in list.Communities)
        {
            foreach (Identity identity in community.Anchors.Concat(community.Members.Select(member => member.Certificate)).Concat(community.Identities.Select(own => own.Identity)))
            {
                files[identity.File] = Pem("CERTIFICATE", identity.Certificate);
            }
        }

        files.Add("manifest.json", Manifest.Write(list));
        return files;
    }

    internal static byte[] Pem(string label, byte[] der)
    {
        string lines = string.Concat(Convert.ToBase64String(der).Chunk(64).Select(line => new string(line) + "\n"));
        return Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n{lines}-----END {label}-----\n");
    }
}
