using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>A gpgsm that trusts the shared root and holds alice's and partner.example's keys.</summary>
public sealed class GpgsmHome : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _files;

    public GpgsmHome()
    {
        Gpgsm = new Gpgsm();
        Gpgsm.Trust(TestCa.Shared);
        Gpgsm.ImportKey(Identities.Alice());
        Gpgsm.ImportKey(Identities.Confidentiality());
    }

    public Gpgsm Gpgsm { get; }

    /// <summary>Verifies and takes the content out.</summary>
    public (PeerResult Result, byte[] Content) Verify(byte[] cms)
    {
        string output = _folder.File("out" + Interlocked.Increment(ref _files));
        PeerResult result = Gpgsm.Run("--output", output, "--verify", Gpgsm.File(cms));
        return (result, File.Exists(output) ? File.ReadAllBytes(output) : []);
    }

    public void Dispose()
    {
        Gpgsm.Dispose();
        _folder.Dispose();
    }
}
