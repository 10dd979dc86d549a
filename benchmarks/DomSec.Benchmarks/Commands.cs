namespace DomSec.Benchmarks;

/// <summary>What can be said after <c>dotnet run -c Release --project benchmarks/DomSec.Benchmarks --</c>.</summary>
internal static class Commands
{
    internal static int Run(string[] args)
    {
        switch (args)
        {
            case ["ratio" or "--ratio" or "-ratio", .. string[] rest]:
                RatioProbe.Run(rest.Length > 0 ? rest[0] : null);
                return 0;
            case ["allocations"]:
                AllocationProbe.Run();
                return 0;
            default:
                Console.Error.WriteLine("ratio");
                return 2;
        }
    }
}
