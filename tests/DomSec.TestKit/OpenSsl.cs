namespace DomSec.TestKit;

/// <summary>OpenSSL's command line in a folder of its own. Requires the program (see <see cref="Peers"/>).</summary>
public sealed class OpenSsl : IDisposable
{
    private readonly TempFolder folder = new();
    private int files;

    public OpenSsl() => Peers.Require("openssl");

    /// <summary>Runs <c>openssl</c> with any arguments; they may name files made with <see cref="File(ReadOnlySpan{byte})"/>.</summary>
    public PeerResult Run(params IReadOnlyList<string> arguments) => PeerProcess.Run("openssl", arguments, folder.Path);

    /// <summary>Runs <c>openssl cms</c>.</summary>
    public PeerResult Cms(params IReadOnlyList<string> arguments) => Run(["cms", .. arguments]);

    /// <summary>A new file with this content; gives its path.</summary>
    public string File(ReadOnlySpan<byte> content) => folder.Write("in" + files++, content);

    /// <summary>A new file with this content; gives its path.</summary>
    public string File(string content) => folder.Write("in" + files++, content);

    /// <summary>Signs content as it is; DER unless <paramref name="options"/> say <c>-stream -indef</c>.</summary>
    public byte[] Sign(byte[] content, TestIdentity signer, params IReadOnlyList<string> options) =>
        Cms(["-sign", "-binary", "-nodetach", "-outform", "DER", "-in", File(content), "-signer", File(signer.Pem), "-inkey", File(signer.KeyPem), .. options]).Expect().Output;

    /// <summary>Verifies a bare CMS object against a root and gives the content.</summary>
    public PeerResult Verify(byte[] cms, TestCa root, params IReadOnlyList<string> options) =>
        Cms(["-verify", "-binary", "-inform", "DER", "-in", File(cms), "-CAfile", File(root.Pem), "-purpose", "any", .. options]);

    /// <summary>Verifies an S/MIME message.</summary>
    public PeerResult VerifyMessage(byte[] message, TestCa root, params IReadOnlyList<string> options) =>
        Cms(["-verify", "-in", File(message), "-CAfile", File(root.Pem), "-purpose", "any", .. options]);

    /// <summary>Encrypts content as it is to each recipient.</summary>
    public byte[] Encrypt(byte[] content, IReadOnlyList<TestIdentity> recipients, params IReadOnlyList<string> options) =>
        Cms(["-encrypt", "-binary", "-outform", "DER", "-in", File(content), .. options, .. recipients.SelectMany(recipient => new[] { "-recip", File(recipient.Pem) })]).Expect().Output;

    /// <summary>Decrypts a bare CMS object.</summary>
    public PeerResult Decrypt(byte[] cms, TestIdentity recipient, params IReadOnlyList<string> options) =>
        Cms(["-decrypt", "-binary", "-inform", "DER", "-in", File(cms), "-recip", File(recipient.Pem), "-inkey", File(recipient.KeyPem), .. options]);

    /// <summary>Decrypts an S/MIME message.</summary>
    public PeerResult DecryptMessage(byte[] message, TestIdentity recipient, params IReadOnlyList<string> options) =>
        Cms(["-decrypt", "-in", File(message), "-recip", File(recipient.Pem), "-inkey", File(recipient.KeyPem), .. options]);

    /// <summary>The outline of a CMS object as OpenSSL reads it.</summary>
    public PeerResult Print(byte[] cms) => Cms("-cmsout", "-print", "-noout", "-inform", "DER", "-in", File(cms));

    public void Dispose() => folder.Dispose();
}
