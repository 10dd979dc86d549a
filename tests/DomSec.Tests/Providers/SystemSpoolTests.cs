using System.Security.Cryptography;
using DomSec.Providers;

namespace DomSec.Tests.Providers;

public sealed class SystemSpoolTests
{
    [Theory]
    [InlineData(100, false)]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    [InlineData(300_000, true)]
    public async Task Spool_gives_back_what_was_written_from_memory_or_file(int length, bool inFile)
    {
        using var folder = new TemporaryFolder();
        byte[] content = RandomNumberGenerator.GetBytes(length);
        await using Stream stream = new SystemSpool(1000, folder.Path).Create();
        for (int at = 0; at < length; at += 700)
        {
            await stream.WriteAsync(content.AsMemory(at, Math.Min(700, length - at)));
        }

        Assert.Equal(inFile, ((SpoolStream)stream).FilePath is not null);
        Assert.Equal(length, stream.Length);
        for (int pass = 0; pass < 2; pass++)
        {
            stream.Position = 0;
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            Assert.Equal(content, copy.ToArray());
        }

        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal(content[^1], stream.ReadByte());
    }

    [Fact]
    public void File_has_no_name_while_in_use_and_nothing_is_left_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the name until the file is closed.");
        using var folder = new TemporaryFolder();
        using (Stream stream = new SystemSpool(0, folder.Path).Create())
        {
            stream.Write("ciphertext"u8);
            Assert.NotNull(((SpoolStream)stream).FilePath);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Move_to_a_file_keeps_the_position()
    {
        using var folder = new TemporaryFolder();
        using Stream stream = new SystemSpool(8, folder.Path).Create();
        stream.Write("abcdefgh"u8);
        stream.Position = 4;
        stream.Write("123456"u8);
        stream.Position = 0;
        using var reader = new StreamReader(stream);
        Assert.Equal("abcd123456", reader.ReadToEnd());
    }
}
