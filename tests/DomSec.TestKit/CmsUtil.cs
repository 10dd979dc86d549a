namespace DomSec.TestKit;

/// <summary>NSS's S/MIME command line (Thunderbird's engine) with a database of its own. Requires the programs (see <see cref="Peers"/>).</summary>
public sealed class CmsUtil : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string database;
    private int files;

    public CmsUtil()
    {
        Peers.Require("certutil", "pk12util", "cmsutil");
        database = "sql:" + Path.GetDirectoryName(folder.File("db/x"));
        Tool("certutil", "-N", "-d", database, "--empty-password").Expect();
    }

    /// <summary>Runs <c>cmsutil</c> on the database.</summary>
    public PeerResult Run(params IReadOnlyList<string> arguments) => Tool("cmsutil", [arguments[0], "-d", database, .. arguments.Skip(1)]);

    /// <summary>Trusts a root for e-mail.</summary>
    public void Trust(TestCa root) =>
        Tool("certutil", "-A", "-d", database, "-n", root.Certificate.Subject, "-t", "CT,CT,CT", "-i", File(root.Certificate.RawData)).Expect();

    /// <summary>Imports a certificate under a nickname.</summary>
    public void Import(TestIdentity identity, string nickname) =>
        Tool("certutil", "-A", "-d", database, "-n", nickname, "-t", ",,", "-i", File(identity.Der)).Expect();

    /// <summary>Imports a certificate with its private key; NSS names it after its subject and finds it by e-mail address.</summary>
    public void ImportKey(TestIdentity identity) =>
        Tool("pk12util", "-i", File(identity.Pfx("test")), "-W", "test", "-K", string.Empty, "-d", database).Expect();

    /// <summary>A new file with this content; gives its path.</summary>
    public string File(ReadOnlySpan<byte> content) => folder.Write("in" + files++, content);

    /// <summary>Decodes: verifies a signature or decrypts, and gives the content.</summary>
    public PeerResult Decode(byte[] cms, byte[]? detachedContent = null) =>
        detachedContent is null ? Run("-D", "-i", File(cms)) : Run("-D", "-i", File(cms), "-c", File(detachedContent));

    /// <summary>Signs with the key of an address, the content included.</summary>
    public PeerResult Sign(byte[] content, string address, params IReadOnlyList<string> options) =>
        Run(["-S", "-N", address, "-H", "SHA256", "-G", "-Y", "NONE", .. options, "-i", File(content)]);

    /// <summary>Encrypts to the certificate of an address.</summary>
    public PeerResult Encrypt(byte[] content, string address) => Run("-E", "-r", address, "-i", File(content));

    public void Dispose() => folder.Dispose();

    private PeerResult Tool(string program, params IReadOnlyList<string> arguments) => PeerProcess.Run(program, arguments, folder.Path);
}
