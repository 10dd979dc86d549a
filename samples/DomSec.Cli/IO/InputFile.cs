namespace DomSec.Cli.IO;

/// <summary>An input: a file, or standard input for <c>-</c>.</summary>
internal static class InputFile
{
    public static Stream Open(string path, CliTerminal terminal)
    {
        if (path == "-")
        {
            return terminal.In;
        }

        if (Directory.Exists(path))
        {
            throw CliFailure.Input($"'{path}' is a folder, not a file.");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 1 << 16 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliFailure.Input($"'{path}' does not exist.");
        }
    }

    /// <summary>A whole small file: certificates, CRLs, keys.</summary>
    public static byte[] ReadSmall(string path, string option)
    {
        const int MaxBytes = 16 << 20;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (file.Length > MaxBytes)
            {
                throw CliFailure.Input($"{option}: '{path}' is larger than 16 MiB.");
            }

            byte[] content = new byte[(int)file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliFailure.Input($"{option}: '{path}' cannot be read: {e.Message}");
        }
    }
}
