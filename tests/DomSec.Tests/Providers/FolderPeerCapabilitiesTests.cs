using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Providers;

/// <summary>What was learnt outlives a restart, and nothing hostile rolls it back or fills the disk.</summary>
[Trait("Requirement", "DS-DCA-08")]
public sealed class FolderPeerCapabilitiesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static PeerCapabilities Of(DateTimeOffset time, byte[] certificate, string domain = "partner.example", bool strong = true) => new()
    {
        Domain = MailDomain.Parse(domain),
        SigningTime = time,
        ContentEncryption = [ContentEncryption.Aes256Gcm],
        Algorithms = ["2.16.840.1.101.3.4.1.46"],
        HadStrongEncryption = strong,
        EncryptionCertificate = certificate,
    };

    [Fact]
    public void Restart_forgets_nothing_and_a_replayed_older_announcement_does_not_roll_back()
    {
        new FolderPeerCapabilities(_folder.Path).Learn(Of(TestDoors.Now, [1]));
        new FolderPeerCapabilities(_folder.Path).Learn(Of(TestDoors.Now.AddDays(1), [2]));
        var restarted = new FolderPeerCapabilities(_folder.Path);
        restarted.Learn(Of(TestDoors.Now.AddHours(1), [1], strong: false));
        PeerCapabilities known = new FolderPeerCapabilities(_folder.Path).Find(TestDoors.Partner)!;
        Assert.Equal([2], known.EncryptionCertificate.ToArray());
        Assert.True(known.HadStrongEncryption);
        Assert.Equal([ContentEncryption.Aes256Gcm], known.ContentEncryption);
        Assert.Equal(TestDoors.Now.AddDays(1), known.SigningTime);
    }

    [Fact]
    public void Same_announcement_again_writes_nothing()
    {
        var store = new FolderPeerCapabilities(_folder.Path);
        store.Learn(Of(TestDoors.Now, [1]));
        string file = Path.Combine(_folder.Path, "partner.example.json");
        File.Delete(file);
        store.Learn(Of(TestDoors.Now.AddDays(1), [1]));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Flood_and_giants_are_bounded()
    {
        var store = new FolderPeerCapabilities(_folder.Path, maxDomains: 3);
        for (int i = 0; i < 20; i++)
        {
            store.Learn(Of(TestDoors.Now, [1], $"d{i}.example"));
        }

        store.Learn(Of(TestDoors.Now.AddDays(1), new byte[100_000], "d0.example"));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
        Assert.Equal([1], store.Find(MailDomain.Parse("d0.example"))!.EncryptionCertificate.ToArray());
        Assert.Null(store.Find(MailDomain.Parse("d9.example")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"domain\":\"other.example\"}")]
    [InlineData("{\"domain\":\"partner.example\",\"signingTime\":5}")]
    public void Damaged_file_is_passed_over_and_written_anew(string content)
    {
        _folder.Write("partner.example.json", content);
        var store = new FolderPeerCapabilities(_folder.Path);
        Assert.Null(store.Find(TestDoors.Partner));
        store.Learn(Of(TestDoors.Now, [7]));
        Assert.Null(store.Fault);
        Assert.Equal([7], new FolderPeerCapabilities(_folder.Path).Find(TestDoors.Partner)!.EncryptionCertificate.ToArray());
    }

    public void Dispose() => _folder.Dispose();
}
