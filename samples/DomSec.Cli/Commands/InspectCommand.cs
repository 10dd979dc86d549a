using System.CommandLine;
using System.Globalization;
using DomSec.Classification;
using DomSec.Cli.Display;
using DomSec.Cli.IO;
using DomSec.Hosting;
using MimeKit;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec inspect</c>: what an input is made of. No keys, no trust, no judgement.</summary>
internal static class InspectCommand
{
    private const int MaxMimeLines = 500;
    private const int MaxStandardInput = 64 << 20;

    public static Command Build(CliTerminal terminal)
    {
        Argument<string> input = new("IN") { Description = "A message or a CMS object (DER, BER or PEM); - is standard input." };
        var command = new Command("inspect", "Show the layers, the MIME structure and the ASN.1 outline; no keys needed.") { input };
        command.SetAction(async (parsed, ct) =>
        {
            string path = parsed.GetRequiredValue(input);
            await using Stream source = await SeekableAsync(InputFile.Open(path, terminal), ct);
            string? error = await ShowLayersAsync(terminal, path, source, ct);
            byte[]? cms = CmsSource.IsBare(source) ? CmsSource.ReadBare(source) : await ShowMimeAsync(terminal, source, ct);
            string? fault = cms is null ? null : ShowOutline(terminal, cms);
            if ((fault ?? error) is { } reason)
            {
                throw CliFailure.Input($"{path}: {reason}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string?> ShowLayersAsync(CliTerminal terminal, string path, Stream source, CancellationToken ct)
    {
        using DomSecCommunity nobody = Communities.Open(terminal, folder: null, passwordFile: null);
        source.Position = 0;
        DomainSecurityReport report = await nobody.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest { Decrypt = false }, ct);
        terminal.Ansi.Write(ReportTree.RenderFacts(path, report));
        return report.Error;
    }

    private static async Task<byte[]?> ShowMimeAsync(CliTerminal terminal, Stream source, CancellationToken ct)
    {
        source.Position = 0;
        MimeMessage message;
        try
        {
            message = await MimeMessage.LoadAsync(ParserOptions.Default, source, persistent: true, ct);
        }
        catch (FormatException e)
        {
            throw CliFailure.Input($"not a message: {e.Message}");
        }

        using (message)
        {
            await terminal.Text.WriteLineAsync("MIME structure");
            var waiting = new Stack<(MimeEntity? Entity, int Depth)>([(message.Body, 1)]);
            for (int lines = 0; waiting.TryPop(out (MimeEntity? Entity, int Depth) next); lines++)
            {
                if (lines == MaxMimeLines)
                {
                    await terminal.Text.WriteLineAsync("  … more parts are not shown");
                    break;
                }

                await terminal.Text.WriteLineAsync(new string(' ', 2 * Math.Min(next.Depth, 40)) + Describe(next.Entity));
                PushChildren(waiting, next.Entity, next.Depth + 1);
            }

            return CmsSource.Read(message);
        }
    }

    private static void PushChildren(Stack<(MimeEntity? Entity, int Depth)> waiting, MimeEntity? entity, int depth)
    {
        switch (entity)
        {
            case Multipart multipart:
                for (int i = multipart.Count - 1; i >= 0; i--)
                {
                    waiting.Push((multipart[i], depth));
                }

                break;
            case MessagePart { Message: { } inner }:
                waiting.Push((inner.Body, depth));
                break;
        }
    }

    private static string Describe(MimeEntity? entity)
    {
        if (entity is null)
        {
            return "(empty)";
        }

        string text = entity.ContentType.MimeType;
        foreach (Parameter parameter in entity.ContentType.Parameters)
        {
            if (!parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))
            {
                text += $"; {parameter.Name}={parameter.Value}";
            }
        }

        return SafeText.Escape(entity is MimePart part ? $"{text} ({part.ContentTransferEncoding})" : text);
    }

    private static string? ShowOutline(CliTerminal terminal, byte[] cms)
    {
        terminal.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ASN.1 outline of the outermost CMS object, {cms.Length} octets"));
        terminal.Text.WriteLine("  offset    length  element");
        string? fault = null;
        foreach (OutlineLine line in CmsOutline.Read(cms))
        {
            string length = line.IsFault ? "" : line.Length < 0 ? "indef" : line.Length.ToString(CultureInfo.InvariantCulture);
            string value = line.Text.Length == 0 ? "" : $" {line.Text}";
            terminal.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Offset,8}  {length,8}  {new string(' ', 2 * line.Depth)}{line.Tag}{value}"));
            if (line.IsFault)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"at offset {line.Offset}: {line.Text}");
            }
        }

        return fault;
    }

    private static async Task<Stream> SeekableAsync(Stream source, CancellationToken ct)
    {
        if (source.CanSeek)
        {
            return source;
        }

        var copy = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, ct)) > 0;)
        {
            if (copy.Length + read > MaxStandardInput)
            {
                throw CliFailure.Input("standard input is longer than 64 MiB; save it to a file and inspect that.");
            }

            copy.Write(buffer, 0, read);
        }

        return copy;
    }
}
