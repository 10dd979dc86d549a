using DomSec.Cli;
using DomSec.Cli.IO;

namespace DomSec.Tests.Cli;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("domsec-output-").FullName;
    private readonly CliTerminal _terminal = CliTerminal.ForTest(Stream.Null, Stream.Null, TextWriter.Null, _ => null);

    private string Target => Path.Combine(_folder, "out.eml");

    [Fact]
    public void Uncommitted_output_leaves_nothing()
    {
        using (OutputFile output = OutputFile.Open(Target, _terminal))
        {
            output.Stream.Write("half"u8);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Uncommitted_output_leaves_the_existing_file_untouched()
    {
        File.WriteAllText(Target, "before");
        using (OutputFile output = OutputFile.Open(Target, _terminal))
        {
            output.Stream.Write("half"u8);
            Assert.Equal("before", File.ReadAllText(Target));
        }

        Assert.Equal("before", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(_folder))));
    }

    [Fact]
    public void Committed_output_replaces_the_existing_file()
    {
        File.WriteAllText(Target, "before, and longer");
        using (OutputFile output = OutputFile.Open(Target, _terminal))
        {
            output.Stream.Write("after"u8);
            output.Commit();
        }

        Assert.Equal("after", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(_folder))));
    }

    [Fact]
    public void Link_keeps_pointing_to_the_file_that_is_replaced()
    {
        File.WriteAllText(Target, "before");
        string link = Path.Combine(_folder, "link.eml");
        File.CreateSymbolicLink(link, Target);
        using (OutputFile output = OutputFile.Open(link, _terminal))
        {
            output.Stream.Write("after"u8);
            output.Commit();
        }

        Assert.Equal("after", File.ReadAllText(Target));
        Assert.Equal(Target, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Folder_or_missing_folder_is_refused_before_any_work()
    {
        Assert.Equal(1, Assert.Throws<CliFailure>(() => OutputFile.Open(_folder, _terminal)).ExitCode);
        Assert.Equal(1, Assert.Throws<CliFailure>(() => OutputFile.Open(Path.Combine(_folder, "no", "out"), _terminal)).ExitCode);
    }

    public void Dispose()
    {
        _terminal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
