namespace DomSec.TestKit;

/// <summary>GnuTLS's command line, which signs and verifies SignedData ("PKCS #7") and knows no other content. Requires the program (see <see cref="Peers"/>).</summary>
public sealed class CertTool : IDisposable
{
    private readonly TempFolder folder = new();
    private int files;

    public CertTool() => Peers.Require("certtool");

    /// <summary>Runs <c>certtool</c> with any arguments.</summary>
    public PeerResult Run(params IReadOnlyList<string> arguments) => PeerProcess.Run("certtool", arguments, folder.Path);

    /// <summary>Signs content as it is, inside or beside the object; DER.</summary>
    /// <param name="content">The octets.</param>
    /// <param name="pem">The signer's certificate.</param>
    /// <param name="keyPem">The signer's key.</param>
    /// <param name="detached">The content is not in the object.</param>
    /// <param name="options">More options, such as <c>--hash</c>.</param>
    public PeerResult Sign(byte[] content, string pem, string keyPem, bool detached = false, params IReadOnlyList<string> options)
    {
        string output = folder.File("out" + Interlocked.Increment(ref files));
        PeerResult result = Run(
            [detached ? "--p7-detached-sign" : "--p7-sign", "--outder", "--load-certificate", File(pem), "--load-privkey", File(keyPem), "--infile", File(content), "--outfile", output, .. options]);
        return result.Ok ? result with { Output = System.IO.File.ReadAllBytes(output) } : result;
    }

    /// <summary>Verifies against a root; the content comes out of it, or goes in beside it.</summary>
    public PeerResult Verify(byte[] cms, TestCa root, byte[]? detachedContent = null) =>
        detachedContent is null
            ? WithData(Run("--p7-verify", "--inder", "--load-ca-certificate", File(root.Pem), "--infile", File(cms), "--p7-show-data", "--outfile", Output(out string output)), output)
            : Run("--p7-verify", "--inder", "--load-ca-certificate", File(root.Pem), "--infile", File(cms), "--load-data", File(detachedContent));

    /// <summary>The content alone.</summary>
    public PeerResult Show(byte[] cms) => WithData(Run("--p7-info", "--inder", "--infile", File(cms), "--p7-show-data", "--outfile", Output(out string output)), output);

    public void Dispose() => folder.Dispose();

    private static PeerResult WithData(PeerResult result, string output) => result.Ok ? result with { Output = System.IO.File.ReadAllBytes(output) } : result;

    private string Output(out string path) => path = folder.File("out" + Interlocked.Increment(ref files));

    private string File(ReadOnlySpan<byte> content) => folder.Write("in" + Interlocked.Increment(ref files), content);

    private string File(string content) => folder.Write("in" + Interlocked.Increment(ref files), content);
}
