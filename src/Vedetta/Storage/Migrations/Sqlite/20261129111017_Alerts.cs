using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Vedetta.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Alerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "inbound_sources",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    ItemsPointer = table.Column<string>(type: "TEXT", nullable: false),
                    IdPointer = table.Column<string>(type: "TEXT", nullable: false),
                    StatusPointer = table.Column<string>(type: "TEXT", nullable: false),
                    FiringValues = table.Column<string>(type: "TEXT", nullable: false),
                    ResolvedValues = table.Column<string>(type: "TEXT", nullable: false),
                    TitlePointer = table.Column<string>(type: "TEXT", nullable: false),
                    ComponentPointer = table.Column<string>(type: "TEXT", nullable: false),
                    StartPointer = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbound_sources", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "incident_alerts",
                columns: table => new
                {
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    StartsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GroupKey = table.Column<string>(type: "TEXT", nullable: false),
                    IncidentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_alerts", x => new { x.Source, x.Fingerprint, x.StartsAt });
                });

            migrationBuilder.CreateIndex(
                name: "IX_incident_alerts_IncidentId",
                table: "incident_alerts",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_incident_alerts_Source_GroupKey",
                table: "incident_alerts",
                columns: new[] { "Source", "GroupKey" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "inbound_sources");

            migrationBuilder.DropTable(
                name: "incident_alerts");
        }
    }
}
