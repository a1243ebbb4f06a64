using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Vedetta.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CallFloods : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "incident_floods",
                columns: table => new
                {
                    FloodId = table.Column<string>(type: "TEXT", nullable: false),
                    IncidentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Target = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FloodJson = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_floods", x => x.FloodId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_incident_floods_IncidentId",
                table: "incident_floods",
                column: "IncidentId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "incident_floods");
        }
    }
}
