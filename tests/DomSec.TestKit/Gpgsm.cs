using System.Security.Cryptography;
using System.Text;

namespace DomSec.TestKit;

/// <summary>GnuPG's S/MIME command line with a home of its own. Requires the programs (see <see cref="Peers"/>).</summary>
public sealed class Gpgsm : IDisposable
{
    private const string Passphrase = "test";
    private readonly TempFolder home = new();
    private int files;

    public Gpgsm()
    {
        Peers.Require("gpgsm", "gpg-agent", "gpgconf");
        home.Write("gpg-agent.conf", "allow-loopback-pinentry\nallow-preset-passphrase\nmax-cache-ttl 3600\ndefault-cache-ttl 3600\n");
    }

    /// <summary>Runs <c>gpgsm</c> without revocation checks and without a directory.</summary>
    public PeerResult Run(params IReadOnlyList<string> arguments) =>
        PeerProcess.Run(
            "gpgsm",
            [
                "--batch", "--yes", "--no-tty", "--quiet", "--disable-crl-checks", "--disable-dirmngr", "--no-common-certs-import",
                "--pinentry-mode", "loopback", "--passphrase-fd", "0", .. arguments,
            ],
            home.Path,
            Environment(),
            Encoding.ASCII.GetBytes(Passphrase + "\n"));

    /// <summary>Imports a root and trusts it.</summary>
    public void Trust(TestCa root)
    {
        // "relax" accepts a root without the German signature law's extensions.
        string fingerprint = Convert.ToHexString(SHA1.HashData(root.Certificate.RawData));
        System.IO.File.AppendAllText(home.File("trustlist.txt"), fingerprint + " S relax\n");
        Run("--import", File(root.Certificate.RawData)).Expect();
        // A running agent has read the list of trusted roots already.
        Configure("--reload");
    }

    /// <summary>Imports a certificate.</summary>
    public void Import(TestIdentity identity) => Run("--import", File(identity.Der)).Expect();

    /// <summary>Imports a certificate with its private key. GnuPG 2.2 reads RSA keys only.</summary>
    public void ImportKey(TestIdentity identity)
    {
        // GnuPG 2.2 cannot decrypt about one PKCS#12 in a hundred, depending on its random salts. Another export of the same key works.
        PeerResult result = Run("--import", File(identity.Pfx(Passphrase)));
        for (int again = 0; !result.Ok && again < 3; again++)
        {
            result = Run("--import", File(identity.Pfx(Passphrase)));
        }

        result.Expect();
    }

    /// <summary>A new file with this content; gives its path.</summary>
    public string File(ReadOnlySpan<byte> content) => home.Write("in" + files++, content);

    public PeerResult Verify(byte[] cms) => Run("--verify", File(cms));

    public PeerResult VerifyDetached(byte[] cms, byte[] content) => Run("--verify", File(cms), File(content));

    public PeerResult Sign(byte[] content, TestIdentity signer, params IReadOnlyList<string> options) =>
        Run(["--sign", "--local-user", Identifier(signer), .. options, File(content)]);

    public PeerResult Encrypt(byte[] content, TestIdentity recipient, params IReadOnlyList<string> options) =>
        Run(["--encrypt", "--recipient", Identifier(recipient), .. options, File(content)]);

    public PeerResult Decrypt(byte[] cms) => Run("--decrypt", File(cms));

    public void Dispose()
    {
        Configure("--kill");
        home.Dispose();
    }

    private static string Identifier(TestIdentity identity) => "0x" + Convert.ToHexString(SHA1.HashData(identity.Der));

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal) { ["GNUPGHOME"] = home.Path };

    // The agent belongs to this home alone.
    private void Configure(string action) => PeerProcess.Run("gpgconf", [action, "gpg-agent"], home.Path, Environment());
}
